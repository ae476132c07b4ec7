import { pixelsOf } from '../clips/proven-pixels.ts';
import type { ProbeReport } from '../evaluate/probes/probe-report.ts';
import { SwapEvaluation, type SwapScores } from '../evaluate/swap-evaluation.ts';
import { InputError } from '../errors.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { faceAt } from '../train/dataset/face-dataset.ts';
import type { ExtractedClip } from './extract.ts';
import type { TrainedRun } from './run/load.ts';
import type { IdentityGallery } from './scoring/identity-gallery.ts';
import { predictFaces, type SwappedClip } from './swap.ts';

/** All scores of a swap in one direction. */
export interface Direction extends SwappedClip {
  readonly cropScores: SwapScores;
  readonly probes: ProbeReport;
}

/**
 * Scores the crops of a swapped clip, and what probes estimate in them.
 * @param gallery has the run's people by their numbers.
 * @throws InputError for a training clip, or a person decoded as themself; the signal's reason when aborted.
 */
export async function scoreClip(
  run: TrainedRun,
  swapped: SwappedClip,
  gallery: IdentityGallery,
  signal?: AbortSignal,
): Promise<Direction> {
  expectScorable(run, swapped);
  const { driving, target, predicted, keys } = swapped;
  const ofKeys = { faces: keys.faces, person: target };
  const { pixels: reconstructed } = await predictFaces(run, ofKeys, target, signal);
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
  return { ...swapped, cropScores: crops.result(), probes };
}

/**
 * Makes sure that a swapped clip can be scored.
 * @throws InputError for a training clip, or a person decoded as themself.
 */
export function expectScorable(
  { config: { people } }: Pick<TrainedRun, 'config'>,
  { driving: { extracted, person }, target }: Pick<SwappedClip, 'driving' | 'target'>,
): void {
  expectDrivingClip(extracted);
  if (person !== target) return;
  const { name } = people[target];
  throw new InputError(
    `The clip of ${name} was decoded as ${name}: that is a reconstruction, not a swap.`,
    'Swap to somebody else: to.',
  );
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
    'Film a clip of the kind driving, and extract that.',
  );
}
