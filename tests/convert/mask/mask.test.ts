import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hullMask } from '../../../src/convert/mask/hull.ts';
import { dilate, erode, feather } from '../../../src/convert/mask/mask.ts';
import { noiseMask } from '../noise.ts';

const WIDTH = 9;
const HEIGHT = 7;
const PIXELS = WIDTH * HEIGHT;
const anyMask = fc
  .array(fc.constantFrom(0, 0.25, 1), { minLength: PIXELS, maxLength: PIXELS })
  .map((values) => Float32Array.from(values));
const anyRadius = fc.double({ min: 0, max: 4, noNaN: true });

/** A mask of `width` × 1 pixels. */
const line = (...values: number[]) => Float32Array.from(values);
/** The radius of a disc with the mask's area. */
const radiusOf = (mask: Float32Array) => Math.sqrt(mask.reduce((sum, value) => sum + value) / Math.PI);
const disc = (radius: number, side: number) => hullMask([{ x: side / 2, y: side / 2 }], side, side, radius);

describe('dilate and erode', () => {
  // The greatest and least of 29 000 places within the radius, by scipy.ndimage.map_coordinates of order 1.
  test.each([
    [0.6, [0.65333, 0.70196, 0.95294, 0.17804], [0.23922, 0.35833, 0.47059, 0.14039]],
    [1.7, [0.92941, 0.95294, 0.95294, 0.53529], [0.23922, 0.01176, 0.05294, 0.0902]],
    [2.5, [0.96863, 0.95294, 0.95294, 0.70588], [0.17255, 0.01176, 0.01176, 0.04314]],
  ])('take the greatest and the least within %d pixels', (radius, greatest, least) => {
    const mask = noiseMask(6, PIXELS);
    const grown = dilate(mask, WIDTH, HEIGHT, radius);
    const shrunk = erode(mask, WIDTH, HEIGHT, radius);
    [0, 2 * WIDTH + 5, 3 * WIDTH + 4, 6 * WIDTH + 8].forEach((pixel, i) => {
      expect(Math.abs(grown[pixel] - greatest[i]), `${grown[pixel]}`).toBeLessThan(0.02);
      expect(Math.abs(shrunk[pixel] - least[i]), `${shrunk[pixel]}`).toBeLessThan(0.02);
    });
  });

  test('move an edge by the radius, and keep it as soft', () => {
    expect(dilate(line(1, 1, 1, 0, 0, 0), 6, 1, 2)).toEqual(line(1, 1, 1, 1, 1, 0));
    expect(dilate(line(1, 1, 1, 0, 0, 0), 6, 1, 1.25)).toEqual(line(1, 1, 1, 1, 0.25, 0));
    expect(erode(line(1, 1, 1, 0.5, 0, 0), 6, 1, 1)).toEqual(line(1, 1, 0.5, 0, 0, 0));
    expect(dilate(line(1, 0.75, 0.5, 0.25, 0, 0), 6, 1, 1)).toEqual(line(1, 1, 0.75, 0.5, 0.25, 0));
  });

  test.each([0.4, 1.5, 3])('make a disc one %d pixels larger or smaller', (radius) => {
    const side = 32;
    const grown = dilate(disc(8, side), side, side, radius);
    const shrunk = erode(disc(8, side), side, side, radius);
    expect(Math.abs(radiusOf(grown) - 8 - radius)).toBeLessThan(0.1);
    expect(Math.abs(radiusOf(shrunk) - 8 + radius)).toBeLessThan(0.1);
    disc(8 + radius, side).forEach((value, i) => {
      expect(Math.abs(grown[i] - value)).toBeLessThan(0.25);
    });
  });

  test('mirror each other, grow with the radius, and are nothing at 0', () => {
    fc.assert(
      fc.property(anyMask, anyRadius, anyRadius, (mask, a, b) => {
        const inverse = mask.map((value) => 1 - value);
        const shrunk = erode(mask, WIDTH, HEIGHT, a);
        dilate(inverse, WIDTH, HEIGHT, a).forEach((value, i) => {
          expect(value).toBeCloseTo(1 - shrunk[i], 6);
        });
        expect(dilate(mask, WIDTH, HEIGHT, 0)).toEqual(mask);
        expect(erode(mask, WIDTH, HEIGHT, 0)).toEqual(mask);
        const near = dilate(mask, WIDTH, HEIGHT, Math.min(a, b));
        const far = dilate(mask, WIDTH, HEIGHT, Math.max(a, b) + 1);
        near.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(mask[i]);
          expect(far[i]).toBeGreaterThanOrEqual(value - 1e-6);
        });
      }),
    );
  });

  test('let a mask go on beyond the edge of the picture', () => {
    expect(erode(line(1, 1, 1), 3, 1, 2)).toEqual(line(1, 1, 1));
    expect(erode(line(1, 1, 1, 0), 4, 1, 1)).toEqual(line(1, 1, 0, 0));
  });
});

describe('feather', () => {
  test('fades inwards only: never above the mask, full inside, nothing at the edge', () => {
    const side = 48;
    const mask = disc(20, side);
    const faded = feather(mask, side, side, 3);
    const at = (distance: number) => faded[24 * side + 24 + distance];
    faded.forEach((value, i) => {
      expect(value).toBeLessThanOrEqual(mask[i]);
      expect(value).toBeGreaterThanOrEqual(0);
    });
    expect(at(0)).toBeCloseTo(1, 6);
    expect(at(10)).toBeCloseTo(1, 1);
    for (let distance = 1; distance < 20; distance++)
      expect(at(distance)).toBeLessThanOrEqual(at(distance - 1));
    expect(at(19)).toBeLessThan(0.14);
    expect(at(20)).toBe(0);
  });

  test('follows the error function from a straight edge', () => {
    // 2Φ(d/σ) − 1 at d = 0.5, 1.5 … pixels inside an edge, σ = 2, by scipy.special.erf; the kernel is cut at
    // 3σ.
    const side = 40;
    const mask = Float32Array.from({ length: side * side }, (_, i) => (i % side < 20 ? 1 : 0));
    const faded = feather(mask, side, side, 2);
    [0.19741, 0.54675, 0.7887, 0.91988, 0.97555].forEach((value, d) => {
      expect(Math.abs(faded[20 * side + 19 - d] - value)).toBeLessThan(0.006);
    });
    expect(faded[20 * side + 20]).toBe(0);
  });

  test('fades towards the edge of the picture too', () => {
    const faded = feather(new Float32Array(21 * 21).fill(1), 21, 21, 2);
    expect(faded[10 * 21 + 10]).toBeCloseTo(1, 6);
    expect(faded[10 * 21]).toBeCloseTo(0.19741, 1.6);
    expect(faded[0]).toBe(0);
  });

  test('follows an edge that moves by part of a pixel, and leaves a flat half as it is', () => {
    const side = 40;
    const withEdge = (part: number) =>
      feather(
        Float32Array.from({ length: side * side }, (_, i) =>
          i % side < 20 ? 1 : i % side === 20 ? part : 0,
        ),
        side,
        side,
        2,
      )[20 * side + 18];
    expect(withEdge(0.25)).toBeGreaterThan(withEdge(0) + 0.03);
    expect(withEdge(0.5)).toBeGreaterThan(withEdge(0.25) + 0.03);
    const half = new Float32Array(side * side).fill(0.5);
    expect(feather(half, side, side, 2)[20 * side + 20]).toBeCloseTo(0.5, 6);
  });

  test('keeps within any mask, and is nothing at σ = 0', () => {
    fc.assert(
      fc.property(anyMask, anyRadius, (mask, sigma) => {
        feather(mask, WIDTH, HEIGHT, sigma).forEach((value, i) => {
          expect(value).toBeLessThanOrEqual(mask[i]);
        });
        expect(feather(mask, WIDTH, HEIGHT, 0)).toEqual(mask);
      }),
    );
  });
});

test.each([dilate, erode, feather])(
  '%o refuses a mask of another size and leaves the one given alone',
  (operation) => {
    const mask = noiseMask(6, PIXELS);
    operation(mask, WIDTH, HEIGHT, 2);
    expect(mask).toEqual(noiseMask(6, PIXELS));
    expect(() => operation(mask, WIDTH, HEIGHT + 1, 2)).toThrow('The mask holds 63 numbers, not 72.');
  },
);
