import { shotOf } from '../clips/manifest.ts';
import type { ConvertOptions } from '../convert/convert-frame.ts';
import { FrameEvaluation, type FrameScores } from '../evaluate/frame-evaluation.ts';
import type { ProbeReport } from '../evaluate/probe-report.ts';
import { SwapEvaluation, type SwapScores } from '../evaluate/swap-evaluation.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import type { GroundTruthCrop } from '../extract/ground-truth-crop.ts';
import { answerKey } from '../faces/answer-key.ts';
import type { Identity } from '../faces/identity.ts';
import type { ConvertedFrame } from '../node/threads/convert-worker.ts';
import type { FaceDataset } from '../train/face-dataset.ts';
import { predict } from '../train/predict.ts';
import { sharedBytes } from '../train/shared-bytes.ts';
import { convertClip } from './convert-clip.ts';
import type { DrivingClip } from './driving-clip.ts';
import type { IdentityGallery } from './identity-gallery.ts';
import type { TrainedRun } from './load-run.ts';
import { renderKeys, type RenderKeysOptions } from './render-keys.ts';

/** A driving clip whose faces were painted as somebody else's and put back. */
export interface ConvertedSwap {
  readonly driving: DrivingClip;
  /** The number of who was painted. */
  readonly target: number;
  /** [frames, 64, 64, 3] bytes, in shared memory. */
  readonly painted: Uint8Array;
  /** How it was put back. */
  readonly options: ConvertOptions;
}

/** The crop scores of a swap in one direction. */
export interface CropDirection {
  readonly crops: SwapScores;
  readonly probes: ProbeReport;
  /** Frame by frame: [frames, 64, 64, 3] bytes each. */
  readonly pictures: {
    readonly inputs: Uint8Array;
    readonly painted: Uint8Array;
    readonly keys: readonly GroundTruthCrop[];
  };
}

/** All scores of a swap in one direction, over a whole clip. */
export interface Direction extends CropDirection {
  /** Numbers of people. */
  readonly source: number;
  readonly target: number;
  readonly frames: FrameScores;
}

export interface ConvertSwapOptions {
  readonly options: ConvertOptions;
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Given each converted frame, in order. */
  readonly onFrame?: (index: number, frame: ConvertedFrame) => void;
}

/** Swaps the person of a driving clip for another, and puts the painted faces back into its frames. */
export async function convertSwap(
  swap: TrainedRun,
  driving: DrivingClip,
  target: number,
  options: ConvertSwapOptions,
): Promise<ConvertedSwap> {
  const painted = await predict(swap, driving.faces, driving.person, target);
  await putBack(driving, swap.config.people[target].identity, [painted], options);
  return { driving, target, painted, options: options.options };
}

/** Puts painted faces back into a clip, each into frames of its own: [frames, 64, 64, 3] bytes in shared memory. */
const putBack = (
  { clip, masks }: DrivingClip,
  target: Identity,
  painted: readonly Uint8Array[],
  { options, workers, signal, onFrame }: ConvertSwapOptions,
): Promise<void> =>
  convertClip({
    clip,
    target,
    painted,
    masks,
    side: CROP_SIDE,
    options,
    ...(workers && { workers }),
    signal,
    onFrame: onFrame ?? (() => undefined),
  });

export interface EvaluateSwapOptions {
  readonly gallery: IdentityGallery;
  /** The target's mean face: [64, 64, 3] values 0 to 255. */
  readonly meanFace: Float32Array;
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with how much is done, from 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

/** The crop keys of a driving clip: what a decoder of the target should paint, frame by frame. */
export async function cropKeys(
  { clip: { manifest } }: DrivingClip,
  target: Identity,
  rendering?: RenderKeysOptions,
): Promise<GroundTruthCrop[]> {
  const shots = manifest.frames.map((_, frame) => answerKey(shotOf(manifest, frame), target).crop);
  return renderKeys(shots, manifest.size, CROP_SIDE, rendering);
}

/** Scores the crops of a swap, what probes see in them, and its whole frames. */
export async function evaluateSwap(
  swap: TrainedRun,
  converted: ConvertedSwap,
  { gallery, meanFace, workers, signal, onProgress }: EvaluateSwapOptions,
): Promise<Direction> {
  const { driving, target, painted, options } = converted;
  const { identity } = swap.config.people[target];
  const half = (before: 0 | 1) => (done: number, total: number) => onProgress?.((before + done / total) / 2);
  const keys = await cropKeys(driving, identity, { workers, signal, onProgress: half(0) });
  const crops = await evaluateCrops(swap, converted, keys, { gallery, meanFace });
  const frames = new FrameEvaluation();
  const still = keys.map(() => Uint8Array.from(meanFace, Math.round));
  await putBack(driving, identity, [painted, joined(keys.map(({ pixels }) => pixels)), joined(still)], {
    options,
    workers,
    signal,
    onFrame: (index, { original, converted: [swapped, cropKey, mean], key }) => {
      frames.add({ original, swap: swapped, cropKey, meanFace: mean, key });
      half(1)(index + 1, keys.length);
    },
  });
  return { source: driving.person, target, ...crops, frames: frames.result() };
}

/**
 * Scores the crops of a swap alone.
 * @param keys the driving clip's {@link cropKeys}.
 */
export async function evaluateCrops(
  swap: TrainedRun,
  { driving, target, painted }: Pick<ConvertedSwap, 'driving' | 'target' | 'painted'>,
  keys: readonly GroundTruthCrop[],
  { gallery, meanFace }: Pick<EvaluateSwapOptions, 'gallery' | 'meanFace'>,
): Promise<CropDirection> {
  const keyFaces: FaceDataset = {
    count: keys.length,
    side: CROP_SIDE,
    pixels: joined(keys.map(({ pixels }) => pixels)),
    masks: joined(keys.map(({ mask }) => mask)),
  };
  const reconstructed = await predict(swap, keyFaces, target, target);
  const crops = new SwapEvaluation(CROP_SIDE, meanFace);
  keys.forEach((key, frame) => {
    crops.add({
      original: pictureOf(driving.faces.pixels, frame),
      swap: pictureOf(painted, frame),
      reconstruction: pictureOf(reconstructed, frame),
      key,
    });
  });
  const probes = await gallery.score(
    driving.person,
    target,
    driving.clip.manifest.frames.map(({ performance }) => performance),
    {
      source: keys.map((_, frame) => pictureOf(driving.faces.pixels, frame)),
      swap: keys.map((_, frame) => pictureOf(painted, frame)),
      key: keys.map(({ pixels }) => pixels),
    },
  );
  return { crops: crops.result(), probes, pictures: { inputs: driving.faces.pixels, painted, keys } };
}

/** Pictures of one size after each other, in shared memory where there is any. */
function joined(pictures: readonly Uint8Array[]): Uint8Array {
  const all = sharedBytes(pictures.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const picture of pictures) {
    all.set(picture, at);
    at += picture.length;
  }
  return all;
}

const pictureOf = (all: Uint8Array, frame: number): Uint8Array =>
  all.subarray(3 * frame * CROP_SIDE ** 2, 3 * (frame + 1) * CROP_SIDE ** 2);
