import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rgbToLab } from '../../../src/convert/colour/cielab.ts';
import { matchColour } from '../../../src/convert/colour/match-colour.ts';
import { colourMethods } from '../../../src/convert/names.ts';
import { noise, noiseMask } from '../noise.ts';

const sourceMask = noiseMask(3, 48);
const targetMask = noiseMask(4, 35);
/** 48 pixels of mid tones and 35 lighter ones, such that no match is clipped. */
const source = noise(1, 3 * 48).map((value) => 0.5 * value + 40);
const target = noise(2, 3 * 35).map((value) => 0.4 * value + 80);

/** The mean and the standard deviation of each channel over a mask. */
function moments(values: Float32Array, mask: Float32Array): { mean: number[]; deviation: number[] } {
  const weights = mask.reduce((sum, weight) => sum + weight);
  const meanOf = (channel: number, measure: (value: number) => number) =>
    mask.reduce((sum, weight, pixel) => sum + weight * measure(values[3 * pixel + channel]), 0) / weights;
  const mean = [0, 1, 2].map((channel) => meanOf(channel, (value) => value));
  const deviation = mean.map((m, channel) => Math.sqrt(meanOf(channel, (value) => (value - m) ** 2)));
  return { mean, deviation };
}

function expectNear(found: Float32Array, expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(found[i] - value), `number ${i}: ${found[i]} for ${value}`).toBeLessThan(tolerance);
  });
}

const ends = (picture: Float32Array) => Float32Array.of(...picture.subarray(0, 12), ...picture.subarray(-6));

describe.each(colourMethods)('%s', (method) => {
  test('changes nothing between two pictures of the same colours', () => {
    const whole = source.map(Math.round);
    expectNear(matchColour(method, whole, sourceMask, whole, sourceMask), [...whole], 2e-3);
  });

  test('ignores what the masks leave out', () => {
    const masked = (mask: Float32Array, seed: number) => {
      const half = mask.map((weight, pixel) => (pixel % 2 ? weight : 0));
      const scrambled = (picture: Float32Array) => {
        const other = noise(seed, picture.length);
        return picture.map((value, i) => (half[Math.floor(i / 3)] ? value : other[i]));
      };
      return { half, scrambled };
    };
    const from = masked(sourceMask, 5);
    const to = masked(targetMask, 6);
    const clean = matchColour(method, source, from.half, target, to.half);
    const scrambled = matchColour(method, from.scrambled(source), from.half, to.scrambled(target), to.half);
    clean.forEach((value, i) => {
      if (from.half[Math.floor(i / 3)]) expect(scrambled[i]).toBe(value);
    });
  });

  test('stays within 0 to 255, whatever it is given, and gives no NaN', () => {
    const any = fc.array(fc.constantFrom(0, 0.3, 17, 128, 254.6, 255), { minLength: 12, maxLength: 12 });
    const anyMask = fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(any, anyMask, any, anyMask, (a, maskA, b, maskB) => {
        const found = matchColour(
          method,
          Float32Array.from(a),
          Float32Array.from(maskA),
          Float32Array.from(b),
          Float32Array.from(maskB),
        );
        expect(found.every((value) => value >= 0 && value <= 255)).toBe(true);
      }),
    );
  });

  test('leaves the picture as it is where there is nothing to match, and the picture given in any case', () => {
    const before = source.slice();
    const empty = new Float32Array(48);
    expect(matchColour(method, source, empty, target, targetMask)).toEqual(source);
    expect(matchColour(method, source, sourceMask, target, new Float32Array(35))).toEqual(source);
    matchColour(method, source, sourceMask, target, targetMask);
    expect(source).toEqual(before);
  });

  test('refuses a mask of another size', () => {
    expect(() => matchColour(method, source, targetMask, target, targetMask)).toThrow(RangeError);
    expect(() => matchColour(method, source, sourceMask, target, sourceMask)).toThrow(
      'The target holds 105 numbers, not 144.',
    );
  });
});

describe.each(['mean', 'adain', 'reinhard', 'histogram'] as const)('%s', (method) => {
  test.each([1, 2, 10, 30])('makes no speck of %i levels on a flat picture glare', (speck) => {
    const mask = new Float32Array(400).fill(1);
    // From 100 to 151; what comes of the speck may lie as far above or below again, and half as much.
    const goal = noise(7, 1200).map((value) => 100 + 0.2 * value);
    for (const base of [0, 3, 128]) {
      for (const channel of [0, 1, 2]) {
        const flat = new Float32Array(1200).fill(base);
        flat[channel + 600] = base + speck;
        const found = matchColour(method, flat, mask, goal, mask).slice(600, 603);
        // Black stays black by a gain.
        if (method !== 'mean' || base > 0) expect(Math.min(...found)).toBeGreaterThan(100 - 76);
        expect(Math.max(...found)).toBeLessThan(151 + 76);
      }
    }
  });
});

test('none changes no colour', () => {
  expect(matchColour('none', source, sourceMask, target, targetMask)).toEqual(source);
});

describe('adain', () => {
  const found = matchColour('adain', source, sourceMask, target, targetMask);

  test('is the formula of the paper in sRGB', () => {
    // (x − μs)·σt/σs + μt with weighted means and deviations: numpy.
    expectNear(
      ends(found),
      [
        [107.16472, 116.63352, 134.62545, 150.08918, 80.54868, 122.33384],
        [156.52785, 137.75636, 90.72683, 144.00821, 103.43175, 127.25048],
        [117.53813, 146.9976, 176.06575, 112.88798, 162.83972, 141.64923],
      ].flat(),
      1e-3,
    );
  });

  test('gives mean and spread in sRGB', () => {
    const expected = moments(target, targetMask);
    const got = moments(found, sourceMask);
    for (let channel = 0; channel < 3; channel++) {
      expect(got.mean[channel]).toBeCloseTo(expected.mean[channel], 3);
      expect(got.deviation[channel]).toBeCloseTo(expected.deviation[channel], 3);
    }
  });
});

test('adain stretches rounding errors as if they were one level large', () => {
  // They alternate between 100 and 100.5: a deviation of a quarter of a level.
  const flat = Float32Array.from({ length: 3 * 48 }, (_, i) => 100 + 0.5 * (Math.floor(i / 3) % 2));
  const even = new Float32Array(48).fill(1);
  const { deviation } = moments(matchColour('adain', flat, even, target, targetMask), even);
  moments(target, targetMask).deviation.forEach((goal, channel) => {
    expect(deviation[channel]).toBeCloseTo(0.25 * goal, 3);
  });
});

describe('reinhard', () => {
  const found = matchColour('reinhard', source, sourceMask, target, targetMask);

  test('is the formula of the paper in L*a*b*', () => {
    // rgb2lab and lab2rgb of scikit-image 0.26, the statistics by numpy.
    expectNear(
      ends(found),
      [
        [98.9138, 115.0266, 131.98678, 150.51444, 84.80932, 117.04577],
        [160.705, 137.08602, 88.61933, 142.6642, 103.77679, 123.83873],
        [116.62011, 146.06574, 182.21363, 110.1158, 162.00966, 144.86065],
      ].flat(),
      0.01,
    );
  });

  test('gives mean and spread in L*a*b*', () => {
    const expected = moments(rgbToLab(target), targetMask);
    const got = moments(rgbToLab(found), sourceMask);
    for (let channel = 0; channel < 3; channel++) {
      expect(got.mean[channel]).toBeCloseTo(expected.mean[channel], 3);
      expect(got.deviation[channel]).toBeCloseTo(expected.deviation[channel], 3);
    }
  });

  test('shifts a single colour to the mean', () => {
    const grey = new Float32Array(3 * 48).fill(90);
    const [l, a, b] = rgbToLab(matchColour('reinhard', grey, sourceMask, target, targetMask));
    const { mean } = moments(rgbToLab(target), targetMask);
    [l, a, b].forEach((value, channel) => {
      expect(value).toBeCloseTo(mean[channel], 3);
    });
  });
});

describe('mean', () => {
  const found = matchColour('mean', source, sourceMask, target, targetMask);

  test('is a gain in linear light', () => {
    // numpy.
    expectNear(
      ends(found),
      [
        [85.0062, 107.02352, 127.63188, 155.72173, 57.89717, 106.7165],
        [166.32906, 135.78041, 52.93409, 145.70369, 89.05047, 115.08265],
        [102.09579, 148.36154, 198.14658, 94.43494, 169.92921, 139.58352],
      ].flat(),
      1e-3,
    );
  });

  test('keeps black black', () => {
    const dark = Float32Array.of(0, 0, 0, 100, 50, 25);
    const light = Float32Array.of(200, 200, 200);
    const [r, g, b] = matchColour('mean', dark, Float32Array.of(1, 1), light, Float32Array.of(1));
    expect([r, g, b]).toEqual([0, 0, 0]);
  });
});

describe('histogram', () => {
  test('follows both distributions', () => {
    // The cumulative histograms by numpy.histogram with weights, both maps by numpy.interp.
    const from = noise(1, 3 * 48);
    const to = noise(2, 3 * 35).map((value) => Math.floor(0.5 * value) + 60);
    expectNear(
      ends(matchColour('histogram', from, sourceMask, to, targetMask)),
      [
        [89.32976, 101.69176, 127.08142, 150.7338, 69.07162, 119.53847],
        [154.14809, 142.94556, 61.2674, 144.4041, 75.57746, 124.30688],
        [111.68062, 149.55517, 177.06824, 90.69891, 164.21921, 135.29602],
      ].flat(),
      1e-3,
    );
  });

  test('finds a rising curve, whatever it is', () => {
    // Every level in every channel, and the same levels through a curve of each channel's own, shuffled.
    const levels = Float32Array.from({ length: 3 * 256 }, (_, i) => Math.floor(i / 3));
    const curves = [(v: number) => 255 * (v / 255) ** 2.2, (v: number) => 40 + v / 2, (v: number) => v];
    const curved = (pixel: number, channel: number) => curves[channel]((pixel * 77) % 256);
    const goal = levels.map((_, i) => curved(Math.floor(i / 3), i % 3));
    const mask = new Float32Array(256).fill(1);
    const found = matchColour('histogram', levels, mask, goal, mask);
    found.forEach((value, i) => {
      expect(Math.abs(value - curves[i % 3](levels[i]))).toBeLessThan(1.01);
    });
  });

  test('never falls, and maps what lies beyond the source to the ends of the target', () => {
    const ramp = Float32Array.from({ length: 3 * 511 }, (_, i) => Math.floor(i / 3) / 2);
    const middle = Float32Array.from({ length: 511 }, (_, pixel) => (pixel > 100 && pixel < 400 ? 1 : 0));
    const found = matchColour('histogram', ramp, middle, target, targetMask);
    for (let i = 3; i < found.length; i++) expect(found[i]).toBeGreaterThanOrEqual(found[i - 3]);
    const levels = target.filter((_, i) => i % 3 === 0 && targetMask[i / 3] > 0).map(Math.round);
    expect(found[0]).toBe(Math.min(...levels) - 0.5);
    expect(found[3 * 510]).toBe(Math.max(...levels) + 0.5);
  });
});
