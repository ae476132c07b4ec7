import type { Performance } from '../faces/performance.ts';
import { correlation } from './correlation.ts';
import { finiteOrNull } from './mean.ts';
import type { PoseEstimate } from './probes.ts';

/** How well what is read in faces follows what was acted: correlations, −1 to 1; null of what did not change. */
export interface PoseCorrelation {
  readonly yaw: number | null;
  readonly pitch: number | null;
  readonly mouthOpen: number | null;
  /** Of the mean of both eyes' lids. */
  readonly lids: number | null;
}

/**
 * Whether swaps do what the driving face did. What the probe reads in the answer key, judged likewise, is the most that can be
 * expected: the probe errs, too.
 * @param truth of each frame. @param read what a probe reads in each.
 * @throws RangeError if there are not as many.
 */
export function poseCorrelation(
  truth: readonly Performance[],
  read: readonly PoseEstimate[],
): PoseCorrelation {
  const correlationOf = (value: (face: PoseEstimate) => number) =>
    finiteOrNull(correlation(truth.map(value), read.map(value)));
  return {
    yaw: correlationOf(({ yaw }) => yaw),
    pitch: correlationOf(({ pitch }) => pitch),
    mouthOpen: correlationOf(({ mouthOpen }) => mouthOpen),
    lids: correlationOf(({ blinkLeft, blinkRight }) => (blinkLeft + blinkRight) / 2),
  };
}
