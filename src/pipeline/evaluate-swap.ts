import { shotOf } from '../clips/manifest.ts';
import type { ConvertOptions } from '../convert/convert-frame.ts';
import {
  FrameEvaluation,
  type ConvertedFrame,
  type FrameReport,
  type FrameScores,
} from '../evaluate/frame-evaluation.ts';
import type { ProbeReport } from '../evaluate/report/report-data.ts';
import { SwapEvaluation, type SwapScores } from '../evaluate/swap-evaluation.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import type { GroundTruthCrop } from '../extract/ground-truth-crop.ts';
import { answerKey } from '../faces/answer-key.ts';
import type { Identity } from '../faces/identity.ts';
import { faceAt } from '../train/face-dataset.ts';
import { predict } from '../train/predict.ts';
import { convertClip } from './convert-clip.ts';
import { ownCrop, type DrivingClip } from './driving-clip.ts';
import { sharedBytes } from '../train/shared-bytes.ts';
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
  /** Of whole frames. */
  readonly frames: FrameScores;
}

/** What was painted of a driving clip, judged crop by crop. */
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

/** A swap in one direction, judged over a whole clip. */
export interface Direction extends CropDirection {
  /** Numbers of people. */
  readonly source: number;
  readonly target: number;
  readonly frames: FrameReport;
}

export interface ConvertSwapOptions {
  readonly options: ConvertOptions;
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Given each converted frame, in order. */
  readonly onFrame?: (index: number, frame: ConvertedFrame) => void;
}

/** Swaps the person of a driving clip for another, and scores whole frames against the frame key. */
export async function convertSwap(
  swap: TrainedRun,
  driving: DrivingClip,
  target: number,
  options: ConvertSwapOptions,
): Promise<ConvertedSwap> {
  const { signal } = options;
  const painted = await predict(swap, driving.faces, driving.person, target, () => signal?.throwIfAborted());
  const frames = await putBack(driving, swap.config.people[target].identity, painted, options);
  return { driving, target, painted, options: options.options, frames };
}

/** Puts painted faces, [frames, 64, 64, 3] bytes in shared memory, back into a clip, and scores its frames. */
async function putBack(
  { clip, masks }: DrivingClip,
  target: Identity,
  painted: Uint8Array,
  { options, workers, signal, onFrame }: ConvertSwapOptions,
): Promise<FrameScores> {
  const frames = new FrameEvaluation();
  await convertClip({
    clip,
    target,
    painted,
    masks,
    side: CROP_SIDE,
    options,
    ...(workers && { workers }),
    signal,
    onFrame: (index, frame) => {
      frames.add(frame);
      onFrame?.(index, frame);
    },
  });
  return frames.result();
}

export interface EvaluateSwapOptions {
  readonly gallery: IdentityGallery;
  /** The target's average face: [64, 64, 3] values 0 to 255. */
  readonly meanFace: Float32Array;
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how much is done, from 0 to 1. */
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

/**
 * Scores the crops of a swap, what probes see in them, and what whole frames are worth with the answer key in its place.
 * @param own a clip of the target, whose faces, painted as themselves, show how good the decoder can be.
 */
export async function evaluateSwap(
  swap: TrainedRun,
  converted: ConvertedSwap,
  own: DrivingClip,
  { gallery, meanFace, workers, signal, onProgress }: EvaluateSwapOptions,
): Promise<Direction> {
  const { driving, target, painted, options, frames } = converted;
  const { identity } = swap.config.people[target];
  const half = (before: 0 | 1) => (done: number, total: number) => onProgress?.((before + done / total) / 2);
  const keys = await cropKeys(driving, identity, { workers, signal, onProgress: half(0) });
  const keyPixels = sharedBytes(painted.length);
  keys.forEach(({ pixels }, frame) => {
    keyPixels.set(pixels, frame * pixels.length);
  });
  return {
    source: driving.person,
    target,
    ...(await evaluateCrops(swap, converted, keys, own, { gallery, meanFace })),
    frames: {
      swap: frames,
      key: await putBack(driving, identity, keyPixels, {
        options,
        workers,
        signal,
        onFrame: (index) => {
          half(1)(index + 1, keys.length);
        },
      }),
    },
  };
}

/**
 * Scores the crops of a swap alone.
 * @param keys the driving clip's {@link cropKeys}. @param own as for {@link evaluateSwap}.
 */
export async function evaluateCrops(
  swap: TrainedRun,
  { driving, target, painted }: Pick<ConvertedSwap, 'driving' | 'target' | 'painted'>,
  keys: readonly GroundTruthCrop[],
  own: DrivingClip,
  { gallery, meanFace }: Pick<EvaluateSwapOptions, 'gallery' | 'meanFace'>,
): Promise<CropDirection> {
  const crops = new SwapEvaluation(CROP_SIDE, meanFace);
  keys.forEach((key, frame) => {
    crops.add({ crop: faceAt(driving.faces, frame).pixels, painted: pictureOf(painted, frame), key });
  });
  const itself = await predict(swap, own.faces, target, target);
  for (let frame = 0; frame < own.faces.count; frame++) {
    crops.addReconstruction({ painted: pictureOf(itself, frame), key: ownCrop(own, frame) });
  }
  return {
    crops: crops.result(),
    probes: await gallery.score(
      target,
      driving.clip.manifest.frames.map(({ performance }) => performance),
      keys.map((_, frame) => pictureOf(painted, frame)),
      keys.map(({ pixels }) => pixels),
    ),
    pictures: { inputs: driving.faces.pixels, painted, keys },
  };
}

const pictureOf = (all: Uint8Array, frame: number): Uint8Array =>
  all.subarray(3 * frame * CROP_SIDE ** 2, 3 * (frame + 1) * CROP_SIDE ** 2);
