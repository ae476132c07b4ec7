import { describe, expect, test } from 'vitest';
import { centroid } from '../../../src/evaluate/probes/embedding.ts';
import { likeness } from '../../../src/evaluate/probes/likeness.ts';
import { noise } from '../../convert/noise.ts';

/** Four directions of eight numbers. */
const directions = (seed: number): Float32Array[] => {
  const values = noise(seed, 32).map((value) => value - 128);
  return [0, 8, 16, 24].map((at) => centroid([values.subarray(at, at + 8)]));
};
const [source, swap, key] = [21, 22, 23].map(directions);
const [a, b] = [centroid(source), centroid(key)];

describe('likeness', () => {
  test('is 0 of the faces that were filmed, 1 of the answer key, and as numpy has it between', () => {
    expect(likeness({ source, swap: source, key }, a, b)).toBeCloseTo(0, 12);
    expect(likeness({ source, swap: key, key }, a, b)).toBeCloseTo(1, 12);
    expect(likeness({ source, swap, key }, a, b)).toBeCloseTo(0.9711142728736265, 6);
    const half = [...source, ...key];
    expect(likeness({ source, swap: half, key }, a, b)).toBeCloseTo(0.5, 12);
  });

  test('is more than 1 of what is more like B than the key, and less than 0 of what is less than A', () => {
    expect(likeness({ source, swap: [b], key: swap }, a, b)).toBeGreaterThan(1);
    expect(likeness({ source, swap: [a], key }, a, b)).toBeLessThan(0);
  });

  test('is null where the embedding does not tell the two apart, and without faces', () => {
    expect(likeness({ source, swap, key: source }, a, b)).toBeNull();
    expect(likeness({ source, swap, key }, b, a), 'the key is nearer to A').toBeNull();
    expect(likeness({ source, swap, key }, a, a)).toBeNull();
    expect(likeness({ source: [], swap: [], key: [] }, a, b)).toBeNull();
    expect(likeness({ source, swap: [], key }, a, b)).toBeNull();
  });
});
