import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitGainOffset } from '../../../src/evaluate/metrics/gain-offset.ts';
import { meanAbsoluteError } from '../../../src/evaluate/metrics/mean-absolute-error.ts';
import { noise, noiseMask } from '../../convert/noise.ts';

const a = noise(10, 960);
const b = noise(11, 960).map((value, i) => Math.min(255, Math.max(0, 0.8 * a[i] + 0.3 * value - 20)));
const mask = noiseMask(12, 320);

describe('gain and offset', () => {
  test('are those of numpy’s polyfit, for each channel', () => {
    // numpy.polyfit(a[:, c], b[:, c], 1, w=sqrt(mask)), held within 0 to 255.
    const fitted = fitGainOffset(a, b, mask);
    const expected = [64.12736883, 59.20378097, 157.41217886, 49.56682033, 162.14072355, 89.28883703];
    [0, 1, 2, 957, 958, 959].forEach((at, i) => {
      expect(fitted[at]).toBeCloseTo(expected[i], 4);
    });
    expect(meanAbsoluteError(fitted, b, mask)).toBeCloseTo(18.732363847734035, 5);
  });

  test('follow a light of any colour exactly, and ignore what is masked out', () => {
    const gains = [0.5, 0.7, 0.9];
    const offsets = [40, 10, 5];
    const relit = a.map((value, i) => (i < 900 ? gains[i % 3] * value + offsets[i % 3] : 255 - value));
    const upper = new Float32Array(320).fill(1, 0, 300);
    expect(meanAbsoluteError(fitGainOffset(a, relit, upper), relit, upper)).toBeLessThan(1e-4);
  });

  test('of a flat picture are an offset alone: the mean of its target', () => {
    const flat = new Float32Array(960).fill(100.1);
    const fitted = fitGainOffset(flat, a, mask);
    for (const channel of [0, 1, 2]) {
      let [sum, weights] = [0, 0];
      mask.forEach((weight, pixel) => {
        sum += weight * a[3 * pixel + channel];
        weights += weight;
      });
      expect(fitted[channel]).toBeCloseTo(sum / weights, 4);
      expect(fitted[957 + channel]).toBe(fitted[channel]);
    }
  });

  test('never give a larger squared error than the picture itself, nor values outside a picture’s range', () => {
    const squares = (x: Float32Array, y: Float32Array) =>
      x.reduce((sum, value, i) => sum + mask[Math.floor(i / 3)] * (value - y[i]) ** 2, 0);
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (one, other) => {
        const [picture, target] = [noise(one, 960), noise(other, 960)];
        const fitted = fitGainOffset(picture, target, mask);
        expect(squares(fitted, target)).toBeLessThanOrEqual(squares(picture, target) + 1);
      }),
    );
    // The line through values that were cut off at white and at black goes beyond both.
    const harsh = fitGainOffset(
      a,
      a.map((value) => Math.min(255, Math.max(0, 4 * (value - 128) + 128))),
      mask,
    );
    expect([Math.min(...harsh), Math.max(...harsh)]).toEqual([0, 255]);
  });

  test('of nothing are no numbers', () => {
    expect(fitGainOffset(a, b, new Float32Array(320))[0]).toBeNaN();
    expect(() => fitGainOffset(a.subarray(3), b, mask)).toThrow('The picture holds 957 numbers, not 960.');
    expect(() => fitGainOffset(a, b.subarray(3), mask)).toThrow('The target holds 957 numbers, not 960.');
  });
});
