import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { iou, softIou } from '../../../src/evaluate/metrics/iou.ts';
import { noise, noiseMask } from '../../convert/noise.ts';

const PIXELS = 320;
const truth = Uint8Array.from(noise(13, PIXELS));
const mask = noiseMask(12, PIXELS);
const partsOf = (bytes: Uint8Array) => Float32Array.from(bytes, (value) => value / 255);

describe('the intersection over union', () => {
  test('is numpy’s, soft and cut at one half', () => {
    // np.minimum(a, b).sum() / np.maximum(a, b).sum(); 1 - scipy.spatial.distance.jaccard(a >= 0.5, b >= 0.5)
    expect(softIou(mask, truth)).toBeCloseTo(0.47875043647325477, 7);
    expect(iou(mask, truth)).toBeCloseTo(0.34497816593886466, 12);
  });

  test('of four pixels is as by hand', () => {
    const found = Float32Array.of(0, 0.5, 1, 0.4);
    const of = Uint8Array.of(0, 255, 204, 51);
    // (0 + 0.5 + 0.8 + 0.2) ÷ (0 + 1 + 1 + 0.4), and two pixels of two.
    expect(softIou(found, of)).toBeCloseTo(1.5 / 2.4, 7);
    expect(iou(found, of)).toBe(1);
    // 127 is below one half of 255, 128 above.
    expect(iou(Float32Array.of(1, 1), Uint8Array.of(127, 128))).toBe(0.5);
    expect(iou(Float32Array.of(0.499, 0.5), Uint8Array.of(255, 255))).toBe(0.5);
  });

  test.each([iou, softIou])('%o is 0 to 1, 1 of equal masks, and the same both ways', (measure) => {
    const bytes = fc.uint8Array({ minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        fc.pre(one.some((value) => value > 127) && other.some((value) => value > 127));
        const value = measure(partsOf(one), other);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(measure(partsOf(other), one)).toBeCloseTo(value, 12);
        expect(measure(partsOf(one), one)).toBe(1);
      }),
    );
  });

  test('is 0 of masks that do not meet, and nothing of two empty ones', () => {
    const [left, right] = [Uint8Array.of(255, 0), Uint8Array.of(0, 255)];
    for (const measure of [iou, softIou]) {
      expect(measure(partsOf(left), right)).toBe(0);
      expect(measure(new Float32Array(2), new Uint8Array(2))).toBeNaN();
      expect(() => measure(mask, truth.subarray(1))).toThrow('The true mask holds 319 numbers, not 320.');
    }
    expect(iou(Float32Array.of(0.4), Uint8Array.of(100)), 'empty once they are cut').toBeNaN();
  });
});
