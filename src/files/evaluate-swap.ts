import { CROP_SIDE } from '../extract/crop.ts';
import { shotOf } from '../clips/manifest.ts';
import type { ConvertOptions } from '../convert/convert-frame.ts';
import { FrameEvaluation, type ConvertedFrame, type FrameScores } from '../evaluate/frame-evaluation.ts';
import { SwapEvaluation, type SwapScores } from '../evaluate/swap-evaluation.ts';
import { placesOf } from '../extract/alignments.ts';
import { enlarge, transform, type Point } from '../extract/similarity.ts';
import type { TrueCrop } from '../extract/true-crop.ts';
import { answerKey } from '../faces/answer-key.ts';
import type { LandmarkName } from '../faces/landmarks.ts';
import { faceOf, type FaceSet } from '../train/face-set.ts';
import { paint } from '../train/paint.ts';
import { convertClip } from './convert-clip.ts';
import { loadFaces, type ExtractedClip } from './load-faces.ts';
import { masksOf } from './pretrained.ts';
import type { Swap } from './open-swap.ts';
import type { Judges, Judgement } from './judges.ts';
import { renderKeys } from './render-keys.ts';

/** A held-out clip of somebody that a run was trained on, and its faces. */
export interface DrivingClip {
  readonly clip: ExtractedClip;
  readonly faces: FaceSet;
  /** [frames, 64, 64] bytes: what of each crop is inner face, as a network sees it. */
  readonly masks: Uint8Array;
  /** The person's number in the run. */
  readonly person: number;
}

/** Loads what is to be evaluated. */
export async function openDriving(
  clip: ExtractedClip,
  person: number,
  signal?: AbortSignal,
  onProgress?: () => void,
): Promise<DrivingClip> {
  const faces = await loadFaces(clip, CROP_SIDE, {
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  return { clip, faces, masks: await masksOf(faces), person };
}

/** A swap in one direction, judged over a whole clip. */
export interface Direction {
  /** Numbers of people. */
  readonly source: number;
  readonly target: number;
  readonly crops: SwapScores;
  readonly frames: FrameScores;
  readonly probes: Judgement;
  /** Frame by frame: [frames, 64, 64, 3] bytes each. */
  readonly pictures: {
    readonly inputs: Uint8Array;
    readonly painted: Uint8Array;
    readonly keys: readonly TrueCrop[];
  };
}

export interface EvaluateOptions {
  readonly options: ConvertOptions;
  readonly judges: Judges;
  /** The target's average face: [64, 64, 3] values 0 to 255. */
  readonly averageFace: Float32Array;
  readonly workers?: number;
  readonly signal?: AbortSignal | undefined;
  /** Given each converted frame, in order. */
  readonly onFrame?: (index: number, frame: ConvertedFrame) => void;
}

/**
 * Swaps the person of one driving clip for that of another, and scores crops, whole frames and what the probes see.
 * @param target whose own faces, painted as themselves, show how good the decoder can be.
 */
export async function evaluateSwap(
  swap: Swap,
  driving: DrivingClip,
  target: DrivingClip,
  { options, judges, averageFace, workers, signal, onFrame }: EvaluateOptions,
): Promise<Direction> {
  const { manifest } = driving.clip;
  const { identity } = swap.config.people[target.person];
  const painted = await paint(swap, driving.faces, driving.person, target.person);
  const itself = await paint(swap, target.faces, target.person, target.person);
  const shots = manifest.frames.map((_, frame) => shotOf(manifest, frame));
  const keys = await renderKeys(
    shots.map((shot) => answerKey(shot, identity).crop),
    manifest.size,
    CROP_SIDE,
    workers,
    signal,
  );

  const crops = new SwapEvaluation(CROP_SIDE, averageFace);
  const pictureOf = (all: Uint8Array, frame: number) =>
    all.subarray(3 * frame * CROP_SIDE ** 2, 3 * (frame + 1) * CROP_SIDE ** 2);
  keys.forEach((key, frame) => {
    crops.add({ crop: faceOf(driving.faces, frame).pixels, painted: pictureOf(painted, frame), key });
  });
  for (let frame = 0; frame < target.faces.count; frame++) {
    crops.addReconstruction({ painted: pictureOf(itself, frame), key: ownCrop(target, frame) });
  }

  const frames = new FrameEvaluation();
  await convertClip({
    clip: driving.clip,
    target: identity,
    painted,
    masks: driving.masks,
    side: CROP_SIDE,
    options,
    ...(workers && { workers }),
    signal,
    onFrame: (index, frame) => {
      frames.add(frame);
      onFrame?.(index, frame);
    },
  });
  const performances = manifest.frames.map(({ performance }) => performance);
  return {
    source: driving.person,
    target: target.person,
    crops: crops.result(),
    frames: frames.result(),
    probes: await judges.judge(
      target.person,
      performances,
      keys.map((_, frame) => pictureOf(painted, frame)),
      keys.map(({ pixels }) => pixels),
    ),
    pictures: { inputs: driving.faces.pixels, painted, keys },
  };
}

/** A person's own crop as the answer key of painting them as themselves. */
function ownCrop({ clip, faces }: DrivingClip, frame: number): TrueCrop {
  const alignment = clip.alignments.frames[frame];
  const toCrop = enlarge(alignment.transform, CROP_SIDE);
  const places = Object.entries(placesOf(alignment)).map(([name, place]) => [name, transform(toCrop, place)]);
  const { pixels, mask } = faceOf(faces, frame);
  return {
    pixels: pixels.slice(),
    mask: mask.slice(),
    landmarks: Object.fromEntries(places) as Record<LandmarkName, Point>,
  };
}
