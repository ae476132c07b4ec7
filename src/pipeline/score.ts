import { pixelsOf, provenPixels, type ProvenPixels } from '../clips/proven-pixels.ts';
import type { ConvertOptions } from '../convert/convert-frame.ts';
import { FrameEvaluation, type FrameScores } from '../evaluate/frame-evaluation.ts';
import type { ProbeReport } from '../evaluate/probes/probe-report.ts';
import { SwapEvaluation, type SwapScores } from '../evaluate/swap-evaluation.ts';
import { InputError } from '../errors.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { faceAt } from '../train/dataset/face-dataset.ts';
import { cropKeys } from './dataset/crop-keys.ts';
import type { AlignedFaces, ExtractedClip } from './extract.ts';
import type { Host } from './host.ts';
import type { IdentityGallery } from './scoring/identity-gallery.ts';
import type { TrainedRun } from './run/load.ts';
import { convertFaces, predictFaces, type DrivingClip, type FrameVersions } from './swap.ts';
import type { PoolOptions } from './workers/pool.ts';

/** A driving clip of A, swapped to B, beside the ground truth. */
export interface SwappedClip {
  readonly driving: DrivingClip;
  /** B's number in the run. */
  readonly target: number;
  /** What B's decoder predicts from A's faces: [frames, 64, 64, 3]. */
  readonly predicted: ProvenPixels;
  /** The crop keys: what it should predict. */
  readonly keys: AlignedFaces;
  /** How good the whole frames are. */
  readonly frames: FrameScores;
}

/** All scores of a swap in one direction. */
export interface Direction extends Omit<SwappedClip, 'frames'> {
  readonly crops: SwapScores;
  readonly frames: FrameScores;
  readonly probes: ProbeReport;
}

export interface SwapClipOptions extends PoolOptions {
  /** How faces are put back. */
  readonly convert: ConvertOptions;
  /** Given each frame, in order: `converted` has the swap, the crop key and the mean face, put back alike. */
  readonly onFrame?: (index: number, frame: FrameVersions) => void;
}

/**
 * Swaps a driving clip, puts the swapped faces back into its frames, and scores these. Beside each it puts
 * back, in the same way, the output of a perfect decoder and B's mean face.
 * @param target B's number in the run.
 * @throws InputError naming a frame that Janus did not draw; the signal's reason when aborted; what `onFrame`
 * throws.
 */
export async function swapClip(
  host: Host,
  run: TrainedRun,
  driving: DrivingClip,
  target: number,
  { convert, onFrame, onProgress, ...pool }: SwapClipOptions,
): Promise<SwappedClip> {
  const { identity } = run.config.people[target];
  const count = driving.faces.count;
  const keys = await cropKeys(host, driving.extracted, identity, {
    ...pool,
    onProgress: (done) => onProgress?.(done, 2 * count),
  });
  const predicted = await predictFaces(run, driving, target, pool.signal);
  const scores = new FrameEvaluation();
  await convertFaces(
    host,
    driving,
    identity,
    [predicted, keys.faces.images, repeated(run.meanFaces[target], count)],
    {
      ...pool,
      convert,
      onProgress: (done) => onProgress?.(count + done, 2 * count),
      onFrame: (index, frame) => {
        const [swap, cropKey, meanFace] = frame.converted.map(pixelsOf);
        const { pixels, faceMask } = frame.key;
        scores.add({
          original: pixelsOf(frame.original),
          swap,
          cropKey,
          meanFace,
          key: { size: pixels.width, pixels: pixelsOf(pixels), faceMask },
        });
        onFrame?.(index, frame);
      },
    },
  );
  return { driving, target, predicted, keys, frames: scores.result() };
}

/**
 * Scores the crops of a swapped clip, and what probes estimate in them.
 * @param gallery has the run's people by their numbers.
 * @throws InputError for a training clip, or a person decoded as themself; the signal's reason when aborted.
 */
export async function scoreClip(
  run: TrainedRun,
  { driving, target, predicted, keys, frames }: SwappedClip,
  gallery: IdentityGallery,
  signal?: AbortSignal,
): Promise<Direction> {
  expectDrivingClip(driving.extracted);
  if (driving.person === target) {
    throw new InputError(
      `The clip of ${run.config.people[target].name} was decoded as ${run.config.people[target].name}: that is a reconstruction, not a swap.`,
      'Swap to somebody else: to.',
    );
  }
  const reconstructed = await predictFaces(run, { faces: keys.faces, person: target }, target, signal);
  const crops = new SwapEvaluation(CROP_SIDE, new Float32Array(pixelsOf(run.meanFaces[target])));
  const acted = driving.extracted.clip.plan.frames.map(({ performance }) => performance);
  acted.forEach((_, frame) => {
    crops.add({
      original: faceAt(driving.faces, frame).pixels,
      swap: predicted.copy(frame),
      reconstruction: reconstructed.copy(frame),
      key: { ...faceAt(keys.faces, frame), landmarks: keys.landmarks[frame] },
    });
  });
  signal?.throwIfAborted();
  const probes = await gallery.score(driving.person, target, acted, {
    source: driving.faces.images,
    swap: predicted,
    key: keys.faces.images,
  });
  return { driving, target, predicted, keys, crops: crops.result(), frames, probes };
}

/**
 * Makes sure that two clips can be swapped with each other and scored.
 * @throws InputError unless they are of two people, in clips that nothing was trained on.
 */
export function expectDrivingPair(clips: readonly ExtractedClip[], people: readonly number[]): void {
  clips.forEach(expectDrivingClip);
  if (people[0] === people[1]) {
    throw new InputError('Both clips are of the same person.', 'Give a clip of each of two people.');
  }
}

function expectDrivingClip({ clip, name }: ExtractedClip): void {
  if (clip.plan.kind !== 'training') return;
  throw new InputError(
    `${name} is a training clip: a swap is scored on frames of clips that nothing was trained on.`,
    'Film one with --kind driving, and extract that.',
  );
}

/** One picture, as often as there are frames. */
function repeated(picture: ProvenPixels, count: number): ProvenPixels {
  const bytes = pixelsOf(picture);
  const all = new Uint8Array(count * bytes.length);
  for (let frame = 0; frame < count; frame++) all.set(bytes, frame * bytes.length);
  return provenPixels(all, picture.width, picture.height, count);
}
