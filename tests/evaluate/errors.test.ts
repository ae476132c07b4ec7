import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correlation } from '../../src/evaluate/metrics/correlation.ts';
import { meanAbsoluteError } from '../../src/evaluate/metrics/mean-absolute-error.ts';
import { psnr } from '../../src/evaluate/metrics/psnr.ts';
import { noise, noiseMask } from '../convert/noise.ts';

/** Two pictures of 320 pixels that are alike, and a mask. */
const a = noise(10, 960);
const b = noise(11, 960).map((value, i) => Math.min(255, Math.max(0, 0.8 * a[i] + 0.3 * value - 20)));
const mask = noiseMask(12, 320);
const whole = new Float32Array(320).fill(1);

describe('the mean absolute error', () => {
  test('is numpy’s weighted average of the differences', () => {
    expect(meanAbsoluteError(a, b, mask)).toBeCloseTo(22.03931492589104, 5);
    expect(meanAbsoluteError(a, b, whole)).toBeCloseTo(22.0953125, 5);
  });

  test('is the difference of two greys, and ignores what is masked out', () => {
    const from = Float32Array.of(100, 100, 100, 0, 0, 0);
    const to = Float32Array.of(90, 110, 100, 255, 255, 255);
    expect(meanAbsoluteError(from, to, Float32Array.of(1, 0))).toBeCloseTo(20 / 3, 12);
    expect(meanAbsoluteError(from, to, Float32Array.of(0, 0.3))).toBeCloseTo(255, 12);
    expect(meanAbsoluteError(from, to, new Float32Array(2))).toBeNaN();
  });
});

describe('the peak signal-to-noise ratio', () => {
  test('is scikit-image’s', () => {
    expect(psnr(a, b, whole)).toBeCloseTo(19.538054107092684, 5);
    // With weights, 10 log10(255² / numpy.average of the squares).
    expect(psnr(a, b, mask)).toBeCloseTo(19.56615462498934, 5);
  });

  test('is 20 dB for a tenth of the range, infinite for no difference, and nothing of nothing', () => {
    const grey = new Float32Array(960).fill(100);
    const lighter = new Float32Array(960).fill(125.5);
    expect(psnr(grey, lighter, mask)).toBeCloseTo(20, 9);
    expect(psnr(a, a, mask)).toBe(Infinity);
    expect(psnr(a, b, new Float32Array(320))).toBeNaN();
  });
});

test.each([meanAbsoluteError, psnr])('%o refuses pictures of other sizes', (measure) => {
  expect(() => measure(a.subarray(3), b, mask)).toThrow('The first picture holds 957 numbers, not 960.');
  expect(() => measure(a, b.subarray(3), mask)).toThrow('The second picture holds 957 numbers, not 960.');
});

describe('correlation', () => {
  const x = [...noise(13, 50)];
  const y = [...noise(14, 50)].map((value, i) => value + 0.5 * x[i]);

  test('is numpy’s corrcoef', () => {
    expect(correlation(x, y)).toBeCloseTo(0.603009696280223, 12);
  });

  test.each([
    [1e-200, 1],
    [1e200, 1e-250],
    [1e-300, 1e-300],
    [5e305, 1e305],
    [-1e-200, -1e200],
  ])('is the same in any unit: times %f and %f', (unitX, unitY) => {
    // With 60 decimal digits, by Python's decimal: squares of these overflow or underflow in 64 bits.
    const scale = (values: number[], unit: number) => values.map((value) => unit * value);
    expect(correlation(scale(x, unitX), scale(y, unitY))).toBeCloseTo(0.6030096962802228, 12);
    expect(correlation(scale(x, unitX), scale(y, -unitY))).toBeCloseTo(-0.6030096962802228, 12);
  });

  test('is 1 or −1 of a straight line, never more, and the same both ways', () => {
    const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 3 }),
        fc.integer({ min: 1, max: 9 }),
        number,
        (values, k, shift) => {
          fc.pre(Math.max(...values) - Math.min(...values) > 1e-3);
          const line = (slope: number) => values.map((value) => slope * value + shift);
          expect(correlation(values, line(k))).toBeCloseTo(1, 6);
          expect(correlation(values, line(-k))).toBeCloseTo(-1, 6);
          expect(correlation(values, line(k))).toBeLessThanOrEqual(1);
          const other = values.map((value) => value * value);
          fc.pre(new Set(other).size > 1);
          expect(correlation(values, other)).toBeCloseTo(correlation(other, values), 12);
        },
      ),
    );
  });

  test('means nothing of fewer than three pairs, which always lie on a line', () => {
    expect(correlation([1, 5], [2, 3])).toBeNaN();
    expect(correlation([1], [2])).toBeNaN();
    expect(correlation([], [])).toBeNaN();
    expect(correlation([1, 5, 2], [2, 3, 9])).toBeCloseTo(-0.1480342270532347, 12);
  });

  test('means nothing of numbers that are not finite', () => {
    expect(correlation([1, Infinity, 2], [1, 2, 3])).toBeNaN();
    expect(correlation([1, 2, 3], [1, NaN, 3])).toBeNaN();
  });

  test('means nothing of a constant, which 0.1 shows to be more than a division by 0', () => {
    const tenths = [0.1, 0.1, 0.1];
    expect(correlation(tenths, [1, 2, 3])).toBeNaN();
    expect(correlation([1, 2, 3], tenths)).toBeNaN();
    expect(() => correlation([1, 2], [1])).toThrow('The second series holds 1 numbers, not 2.');
  });
});
