/** A thread that puts painted faces back into the frames of a clip, each named by its number. */
import { workerData } from 'node:worker_threads';
import { shotOf, type Manifest } from '../../clips/manifest.ts';
import { convertFrame, type ConvertOptions } from '../../convert/convert-frame.ts';
import type { ConvertedFrame } from '../../evaluate/frame-evaluation.ts';
import type { LandmarkPoints } from '../../extract/landmark-points.ts';
import type { Similarity } from '../../extract/similarity.ts';
import { answerKey } from '../../faces/answer-key.ts';
import type { Identity } from '../../faces/identity.ts';
import { renderTruth } from '../../faces/render.ts';
import { readFrame } from '../disk/clip-folder.ts';
import { serve } from './serve.ts';

export interface ConvertTask {
  readonly manifest: Manifest;
  readonly folder: string;
  /** Who is painted. */
  readonly target: Identity;
  /** [frames, side, side, 3]: what the target's decoder has painted. */
  readonly painted: Uint8Array;
  /** [frames, side, side]: what of each crop is inner face, as a network sees it. */
  readonly masks: Uint8Array;
  readonly side: number;
  /** Of each frame, from its pixels to those of its crop. */
  readonly transforms: readonly Similarity[];
  /** Of each frame, in its pixels. */
  readonly landmarks: readonly LandmarkPoints[];
  readonly options: ConvertOptions;
}

const { manifest, folder, target, painted, masks, side, transforms, landmarks, options } =
  workerData as ConvertTask;

serve(convert);

async function convert(index: number): Promise<ConvertedFrame> {
  const frame = await readFrame(folder, manifest, index, true);
  const length = 3 * side * side;
  const converted = convertFrame(
    frame,
    {
      painted: new Float32Array(painted.subarray(index * length, (index + 1) * length)),
      side,
      toCrop: transforms[index],
      landmarks: landmarks[index],
      learnedMask: masks.subarray(index * side * side, (index + 1) * side * side),
      trueMask: frame.truth.faceMask,
    },
    options,
  );
  const key = renderTruth(answerKey(shotOf(manifest, index), target).frame, manifest.size);
  return { original: frame.pixels, converted, key };
}
