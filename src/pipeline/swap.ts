import { pixelsOf, provenPixels, type ProvenPixels } from '../clips/proven-pixels.ts';
import type { ConvertOptions } from '../convert/convert-frame.ts';
import { FrameEvaluation, type FrameScores } from '../evaluate/frame-evaluation.ts';
import { pointsOf } from '../extract/alignments.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { scaleSimilarity } from '../extract/similarity.ts';
import type { Identity } from '../faces/shot/identity.ts';
import { predict, type Predicted } from '../train/predict.ts';
import { cropKeys } from './dataset/crop-keys.ts';
import { loadDriving, type DrivingClip } from './driving-clip.ts';
import type { AlignedFaces, ExtractedClip, Smoothing } from './extract.ts';
import type { Host } from './host.ts';
import type { TrainedRun } from './run/load.ts';
import { runFrames, type PoolOptions } from './workers/pool.ts';

/**
 * A decoder's predictions for a clip's faces.
 * @param target the number of the person whose decoder predicts.
 * @throws the signal's reason when aborted.
 */
export const predictFaces = (
  run: TrainedRun,
  { faces, person }: Pick<DrivingClip, 'faces' | 'person'>,
  target: number,
  signal?: AbortSignal,
): Promise<Predicted> => predict(run, faces, person, target, () => signal?.throwIfAborted());

/** A frame with several versions of a face put into it. */
export interface FrameVersions {
  /** The frame as it was filmed. */
  readonly original: ProvenPixels;
  /** In the order of the versions asked for. */
  readonly converted: readonly ProvenPixels[];
  /** The frame key: what a converted frame should show, and its inner face, [size, size] bytes. */
  readonly key: { readonly pixels: ProvenPixels; readonly faceMask: Uint8Array };
}

export interface ConvertFacesOptions extends PoolOptions {
  /** How faces are put back. */
  readonly convert: ConvertOptions;
  /** Given each frame, in order. */
  readonly onFrame: (index: number, frame: FrameVersions) => void;
}

/**
 * Puts faces back into all frames of a clip, each of which is proven synthetic once more.
 * @param target who the faces show. @param versions one or more of the faces.
 * @throws InputError naming a frame that Janus did not draw, or if faces are not proven, or if the mask is to be α
 * and a version has none; the signal's reason when aborted; what `onFrame` throws.
 */
export async function convertFaces(
  host: Host,
  { extracted: { clip, alignments }, masks }: DrivingClip,
  target: Identity,
  versions: readonly Predicted[],
  { convert, onFrame, ...pool }: ConvertFacesOptions,
): Promise<void> {
  const waiting = new Map<number, FrameVersions>();
  let next = 0;
  await runFrames(
    host,
    {
      task: (seal) => ({
        kind: 'convert',
        source: clip.reference,
        target,
        versions: versions.map(({ pixels, alpha }) => ({ pixels: seal(pixels), alpha })),
        masks,
        transforms: alignments.frames.map(({ transform }) => scaleSimilarity(transform, CROP_SIDE)),
        landmarks: alignments.frames.map(pointsOf),
        options: convert,
      }),
      items: alignments.frames.length,
      onResult: (index, { original, converted, key }, open) => {
        waiting.set(index, {
          original: open(original),
          converted: converted.map(open),
          key: { pixels: open(key.pixels), faceMask: key.faceMask },
        });
        for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
          waiting.delete(next);
          onFrame(next++, ready);
        }
      },
    },
    pool,
  );
}

export interface ConvertClipOptions extends ConvertFacesOptions, Smoothing {}

/**
 * Swaps a clip: a decoder predicts each face, and the predicted faces are put back into the frames. Nothing
 * is scored: see {@link swapClip}.
 * @param extracted a clip of somebody that the run was trained on. @param target the number of the person
 * whose decoder predicts.
 * @throws InputError if the run was not trained on the clip's person, or if the mask is to be α and its decoders
 * paint none, or naming a frame that Janus did not draw; the signal's reason when aborted; what `onFrame` throws.
 */
export async function convertClip(
  host: Host,
  run: TrainedRun,
  extracted: ExtractedClip,
  target: number,
  { smoothBy, smooth, onProgress, ...options }: ConvertClipOptions,
): Promise<void> {
  // Every frame is read twice: once for its face, once to put the new one in.
  const frames = extracted.alignments.frames.length;
  const stage = (before: number) => ({
    ...options,
    onProgress: (done: number) => onProgress?.(before + done, 2 * frames),
  });
  const driving = await loadDriving(host, run, extracted, { smoothBy, smooth }, stage(0));
  const predicted = await predictFaces(run, driving, target, options.signal);
  await convertFaces(host, driving, run.config.people[target].identity, [predicted], stage(frames));
}

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
  readonly frameScores: FrameScores;
}

export interface SwapClipOptions extends PoolOptions {
  /** How faces are put back. */
  readonly convert: ConvertOptions;
  /** Given each frame, in order: `converted` has the swap, the crop key and the mean face, put back alike. */
  readonly onFrame?: (index: number, frame: FrameVersions) => void;
}

/**
 * Swaps a driving clip, puts the swapped faces back into its frames, and scores these. Beside each it puts
 * back, in the same way and under the same mask, the output of a perfect decoder and B's mean face.
 * @param target B's number in the run.
 * @throws InputError if the mask is to be α and the run's decoders paint none, or naming a frame that Janus did not
 * draw; the signal's reason when aborted; what `onFrame` throws.
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
  const { alpha } = predicted;
  const scores = new FrameEvaluation();
  await convertFaces(
    host,
    driving,
    identity,
    [
      predicted,
      { pixels: keys.faces.images, alpha },
      { pixels: repeated(run.meanFaces[target], count), alpha },
    ],
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
  return { driving, target, predicted: predicted.pixels, keys, frameScores: scores.result() };
}

/** One picture, as often as there are frames. */
function repeated(picture: ProvenPixels, count: number): ProvenPixels {
  const bytes = pixelsOf(picture);
  const all = new Uint8Array(count * bytes.length);
  for (let frame = 0; frame < count; frame++) all.set(bytes, frame * bytes.length);
  return provenPixels(all, picture.width, picture.height, count);
}
