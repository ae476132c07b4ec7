import { expect, test } from 'vitest';
import { poseCorrelation } from '../../src/evaluate/pose-correlation.ts';
import type { PoseEstimate } from '../../src/evaluate/probes.ts';
import { neutralPerformance, samplePerformance } from '../../src/index.ts';

const acted = Array.from({ length: 60 }, (_, seed) => samplePerformance(seed));

test('what is read is compared with what was acted, each thing apart', () => {
  const read = acted.map(({ yaw, pitch, mouthOpen, blinkLeft, blinkRight }, i): PoseEstimate => ({
    yaw: 0.5 * yaw + 3,
    pitch: -pitch,
    mouthOpen: mouthOpen + (i % 2 ? 0.2 : -0.2),
    blinkLeft: blinkRight,
    blinkRight: blinkLeft,
  }));
  const agreement = poseCorrelation(acted, read);
  expect(agreement.yaw).toBeCloseTo(1, 9);
  expect(agreement.pitch).toBeCloseTo(-1, 9);
  // An error of ±e that has nothing to do with the truth, of variance v: r = √(v / (v + e²)), or near it.
  const mean = acted.reduce((sum, { mouthOpen }) => sum + mouthOpen, 0) / acted.length;
  const variance = acted.reduce((sum, { mouthOpen }) => sum + (mouthOpen - mean) ** 2, 0) / acted.length;
  expect(Math.abs(agreement.mouthOpen! - Math.sqrt(variance / (variance + 0.04)))).toBeLessThan(0.15);
  // Lids are the mean of both eyes: which eye is which does not matter.
  expect(agreement.lids).toBeCloseTo(1, 9);
});

test('what does not change has nothing to agree with', () => {
  const still = [neutralPerformance, neutralPerformance, neutralPerformance];
  const read = [1, 2, 3].map((yaw): PoseEstimate => ({
    yaw,
    pitch: 0,
    mouthOpen: 0,
    blinkLeft: 0,
    blinkRight: 0,
  }));
  expect(poseCorrelation(still, read)).toEqual({ yaw: null, pitch: null, mouthOpen: null, lids: null });
  expect(() => poseCorrelation(still, read.slice(1))).toThrow('holds 2 numbers, not 3');
});
