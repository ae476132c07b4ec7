import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colourError } from '../../../src/evaluate/metrics/colour-error.ts';
import { noise, noiseMask } from '../../convert/noise.ts';

const PIXELS = 320;
const a = noise(10, 3 * PIXELS);
const b = noise(11, 3 * PIXELS).map((value, i) => Math.min(255, Math.max(0, 0.8 * a[i] + 0.3 * value - 20)));
const mask = noiseMask(12, PIXELS);
const one = Float32Array.of(1);

describe('the colour error', () => {
  test('is scikit-image’s', () => {
    // numpy.average of rgb2lab, then the norm of the difference, by scikit-image 0.26.
    expect(colourError(a, b, mask)).toBeCloseTo(4.528734606642129, 3);
    expect(colourError(a, b, new Float32Array(PIXELS).fill(1))).toBeCloseTo(4.392418393711566, 3);
  });

  test('of red and blue is the distance that Lindbloom’s calculator gives them', () => {
    expect(colourError(Float32Array.of(255, 0, 0), Float32Array.of(0, 0, 255), one)).toBeCloseTo(176.314, 2);
    // Greys differ in L* alone: 119 has 50.0344.
    const [grey, white] = [119, 255].map((level) => new Float32Array(3).fill(level));
    expect(colourError(grey, white, one)).toBeCloseTo(100 - 50.0344, 3);
  });

  test('is of means: where each pixel is does not matter, nor what is masked out', () => {
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const pixels = Array.from({ length: 8 }, (_, i) => noise(seed, 24).slice(3 * i, 3 * i + 3));
        const upside = Float32Array.from(pixels.toReversed().flatMap((pixel) => [...pixel]));
        const down = Float32Array.from(pixels.flatMap((pixel) => [...pixel]));
        expect(colourError(upside, down, new Float32Array(8).fill(1))).toBeCloseTo(0, 4);
        const first = new Float32Array(8).fill(0.5, 0, 1);
        expect(colourError(down, upside, first)).toBeCloseTo(colourError(pixels[0], pixels[7], one), 4);
      }),
    );
  });

  test('is nothing of nothing', () => {
    expect(colourError(a, b, new Float32Array(PIXELS))).toBeNaN();
    expect(() => colourError(a.subarray(3), b, mask)).toThrow('The swap holds 957 numbers, not 960.');
    expect(() => colourError(a, b.subarray(3), mask)).toThrow('The key holds 957 numbers, not 960.');
  });
});
