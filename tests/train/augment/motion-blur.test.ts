import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { blurAlong, randomMotionBlur } from '../../../src/train/augment/motion-blur.ts';
import { scattered } from '../central-differences.ts';

const SIDE = 21;

/** A picture whose channels are one times, twice and three times a value. */
const picture = (value: (pixel: number) => number) =>
  Float32Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (1 + (i % 3)) * value(Math.floor(i / 3)));
const blur = (of: Float32Array, length: number, angle: number) =>
  blurAlong(of, SIDE, { isOn: true, length, angle });
const at = (x: number, y: number) => y * SIDE + x;
const point = picture((pixel) => Number(pixel === at(10, 10)));
/** A channel's values, as one times the value. */
const channelOf = (blurred: Float32Array, channel: number) =>
  Array.from({ length: SIDE * SIDE }, (_, pixel) => blurred[3 * pixel + channel] / (1 + channel));

describe('a blur along a line', () => {
  test('makes a row of a point, along an axis', () => {
    for (const [angle, right, down] of [
      [0, 1, 0],
      [Math.PI / 2, 0, 1],
    ]) {
      const blurred = channelOf(blur(point, 5, angle), 1);
      const expected = picture((pixel) =>
        [-2, -1, 0, 1, 2].some((step) => pixel === at(10 + step * right, 10 + step * down)) ? 0.2 : 0,
      );
      blurred.forEach((value, pixel) => {
        expect(value, `pixel ${pixel}`).toBeCloseTo(expected[3 * pixel], 6);
      });
    }
  });

  test('of a point is what scipy gives', () => {
    // The mean of seven shifts by ndimage.map_coordinates(order=1, mode='nearest'), at 0.6 radians.
    const expected = [
      [8, 7, 0.047188],
      [8, 8, 0.063962],
      [8, 9, 0.006452],
      [9, 7, 0.020813],
      [9, 8, 0.103847],
      [9, 9, 0.110026],
      [9, 10, 0.014089],
      [10, 9, 0.051331],
      [10, 10, 0.164583],
      [10, 11, 0.051331],
      [11, 10, 0.014089],
      [11, 11, 0.110026],
      [11, 12, 0.103847],
      [11, 13, 0.020813],
      [12, 11, 0.006452],
      [12, 12, 0.063962],
      [12, 13, 0.047188],
    ];
    const found = channelOf(blur(point, 7, 0.6), 0);
    for (const [y, x, value] of expected) expect(found[at(x, y)], `${x}, ${y}`).toBeCloseTo(value, 5);
    expect(found.filter((value) => value > 1e-6)).toHaveLength(expected.length);
  });

  test('of a picture is what scipy gives, its edges included', () => {
    const noise = scattered(SIDE * SIDE, 37);
    const found = channelOf(
      blur(
        picture((pixel) => noise[pixel]),
        9,
        2.2,
      ),
      2,
    );
    for (const [y, x, value] of [
      [0, 0, 0.377386],
      [10, 10, 0.6],
      [20, 3, 0.609679],
      [5, 20, 0.462387],
    ]) {
      expect(found[at(x, y)], `${x}, ${y}`).toBeCloseTo(value, 5);
    }
    expect(found.reduce((sum, value) => sum + value, 0)).toBeCloseTo(221.02443, 3);
  });

  test('makes a line of that length and that angle, and keeps the sum', () => {
    for (const length of [5, 7, 9, 11]) {
      for (const angle of [0.3, 1.1, 2, 2.9]) {
        const values = channelOf(blur(point, length, angle), 0);
        const meanOf = (f: (x: number, y: number) => number) =>
          values.reduce((sum, value, pixel) => {
            return sum + value * f((pixel % SIDE) - 10, Math.floor(pixel / SIDE) - 10);
          }, 0);
        expect(meanOf(() => 1)).toBeCloseTo(1, 5);
        expect(meanOf((x) => x)).toBeCloseTo(0, 5);
        expect(meanOf((_, y) => y)).toBeCloseTo(0, 5);
        const covariance = meanOf((x, y) => x * y);
        const [horizontal, vertical] = [meanOf((x) => x * x), meanOf((_, y) => y * y)];
        // The principal axis. A row of samples has a variance of (length² − 1) / 12; interpolation adds to it.
        const found = Math.atan2(2 * covariance, horizontal - vertical) / 2;
        const turned = Math.abs(found - angle) % Math.PI;
        expect(Math.min(turned, Math.PI - turned)).toBeLessThan(0.03);
        const variance = horizontal + vertical;
        expect(variance).toBeGreaterThanOrEqual((length ** 2 - 1) / 12 - 1e-5);
        expect(variance).toBeLessThan((length ** 2 - 1) / 12 + 0.5);
      }
    }
  });

  test('leaves a flat picture as it is, and the one that it is given', () => {
    const flat = picture(() => 0.25);
    const before = flat.slice();
    const blurred = blur(flat, 11, 0.7);
    blurred.forEach((value, i) => {
      expect(value).toBeCloseTo(flat[i], 6);
    });
    expect(flat).toEqual(before);
    expect(blurred.buffer).not.toBe(flat.buffer);
  });
});

test('random blurs are on in a quarter of the cases, of four lengths, in all directions', () => {
  const random = new Random(1);
  const blurs = Array.from({ length: 4000 }, () => randomMotionBlur(random));
  const share = (is: (of: (typeof blurs)[number]) => boolean) => blurs.filter(is).length / blurs.length;
  expect(share(({ isOn }) => isOn)).toBeCloseTo(0.25, 1);
  for (const length of [5, 7, 9, 11]) expect(share((of) => of.length === length)).toBeCloseTo(0.25, 1);
  for (let eighth = 0; eighth < 8; eighth++) {
    expect(share(({ angle }) => Math.floor((8 * angle) / Math.PI) === eighth)).toBeCloseTo(0.125, 1);
  }
});
