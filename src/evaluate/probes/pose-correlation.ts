import type { Performance } from '../../faces/shot/performance.ts';
import { correlation } from '../metrics/correlation.ts';
import { finiteOrNull } from '../metrics/mean.ts';
import type { PoseEstimate } from './probes.ts';

/**
 * How well faces follow a performance: correlations of a probe's estimate in each frame with what was acted,
 * −1 to 1. Null for a value that did not change, and for fewer than three frames.
 */
export interface PoseCorrelation {
  readonly yaw: number | null;
  readonly pitch: number | null;
  readonly mouthOpen: number | null;
  /** Of the mean of both eyes' lids. */
  readonly lids: number | null;
}

/**
 * Compares a probe's estimates with what was acted. The probe errs too: its correlation on the answer key is
 * the best that a swap can be expected to reach.
 * @param acted of each frame. @param estimates of each frame.
 * @throws RangeError if there are not as many.
 */
export function poseCorrelation(
  acted: readonly Performance[],
  estimates: readonly PoseEstimate[],
): PoseCorrelation {
  const correlationOf = (value: (pose: PoseEstimate) => number) =>
    finiteOrNull(correlation(acted.map(value), estimates.map(value)));
  return {
    yaw: correlationOf(({ yaw }) => yaw),
    pitch: correlationOf(({ pitch }) => pitch),
    mouthOpen: correlationOf(({ mouthOpen }) => mouthOpen),
    lids: correlationOf(({ blinkLeft, blinkRight }) => (blinkLeft + blinkRight) / 2),
  };
}
