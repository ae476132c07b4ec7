import { expect, test } from 'vitest';
import { poseCorrelation } from '../../../src/evaluate/probes/pose-correlation.ts';
import type { PoseEstimate } from '../../../src/evaluate/probes/probes.ts';
import { neutralPerformance, samplePerformance } from '../../../src/index.ts';

const acted = Array.from({ length: 60 }, (_, seed) => samplePerformance(seed));

test('estimates are compared with what was acted, each number apart', () => {
  const estimates = acted.map(({ yaw, pitch, mouthOpen, blinkLeft, blinkRight }, i): PoseEstimate => ({
    yaw: 0.5 * yaw + 3,
    pitch: -pitch,
    mouthOpen: mouthOpen + (i % 2 ? 0.2 : -0.2),
    blinkLeft: blinkRight,
    blinkRight: blinkLeft,
  }));
  const correlations = poseCorrelation(acted, estimates);
  expect(correlations.yaw).toBeCloseTo(1, 9);
  expect(correlations.pitch).toBeCloseTo(-1, 9);
  // An error of ±e that has nothing to do with the truth, of variance v: r = √(v / (v + e²)), or near it.
  const mean = acted.reduce((sum, { mouthOpen }) => sum + mouthOpen, 0) / acted.length;
  const variance = acted.reduce((sum, { mouthOpen }) => sum + (mouthOpen - mean) ** 2, 0) / acted.length;
  expect(Math.abs(correlations.mouthOpen! - Math.sqrt(variance / (variance + 0.04)))).toBeLessThan(0.15);
  // Lids are the mean of both eyes: which eye is which does not matter.
  expect(correlations.lids).toBeCloseTo(1, 9);
});

test('what does not change has no correlation', () => {
  const still = [neutralPerformance, neutralPerformance, neutralPerformance];
  const estimates = [1, 2, 3].map((yaw): PoseEstimate => ({
    yaw,
    pitch: 0,
    mouthOpen: 0,
    blinkLeft: 0,
    blinkRight: 0,
  }));
  expect(poseCorrelation(still, estimates)).toEqual({ yaw: null, pitch: null, mouthOpen: null, lids: null });
  expect(() => poseCorrelation(still, estimates.slice(1))).toThrow('holds 2 numbers, not 3');
});

test('of two frames there is no correlation, since two points always lie on a line', () => {
  const none = { yaw: null, pitch: null, mouthOpen: null, lids: null };
  expect(poseCorrelation(acted.slice(0, 2), acted.slice(0, 2))).toEqual(none);
  expect(poseCorrelation([], [])).toEqual(none);
  expect(poseCorrelation(acted.slice(0, 3), acted.slice(0, 3)).yaw).toBeCloseTo(1, 12);
});
