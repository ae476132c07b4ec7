import { expect, test } from 'vitest';
import { lrFactor } from '../../src/train/schedule.ts';

test('a constant rate stays as it is', () => {
  for (const progress of [0, 0.3, 1]) expect(lrFactor('constant', progress)).toBe(1);
});

test('a cosine rises for a fiftieth of the training, and falls to almost nothing', () => {
  expect(lrFactor('cosine', 0)).toBeCloseTo(0.001, 6);
  expect(lrFactor('cosine', 0.01)).toBeCloseTo(0.5, 2);
  expect(lrFactor('cosine', 0.02)).toBeCloseTo(1, 2);
  // Half of (1 + cos 60°), and half of (1 + cos 90°).
  expect(lrFactor('cosine', 1 / 3)).toBeCloseTo(0.001 + 0.999 * 0.75, 6);
  expect(lrFactor('cosine', 0.5)).toBeCloseTo(0.001 + 0.999 * 0.5, 6);
  expect(lrFactor('cosine', 1)).toBeCloseTo(0.001, 6);
});
