import { expect, test } from 'vitest';
import { unsharpMask } from '../../src/convert/sharpen.ts';
import { noise } from './noise.ts';

const picture = noise(5, 9 * 7 * 3);

test('adds what a blur takes away', () => {
  // Twice the picture less half of it blurred: amount 0.5, σ = 2, by scipy.ndimage.gaussian_filter of radius
  // 6.
  const blurred = [121.40041, 109.46093, 114.82368];
  const found = unsharpMask(picture, 9, 7, 0.5, 2);
  const middle = 3 * (3 * 9 + 4);
  blurred.forEach((value, channel) => {
    const expected = Math.min(255, Math.max(0, 1.5 * picture[middle + channel] - 0.5 * value));
    expect(found[middle + channel]).toBeCloseTo(expected, 3);
  });
});

test('stays within 0 to 255, leaves one colour alone, and does nothing by an amount of 0', () => {
  const strong = unsharpMask(picture, 9, 7, 10, 1);
  expect(Math.min(...strong)).toBe(0);
  expect(Math.max(...strong)).toBe(255);
  unsharpMask(new Float32Array(27).fill(99), 3, 3, 5, 1).forEach((value) => {
    expect(value).toBeCloseTo(99, 3);
  });
  expect(unsharpMask(picture, 9, 7, 0, 1)).toEqual(picture);
});

test('a picture of another size is refused', () => {
  expect(() => unsharpMask(picture, 9, 8, 1, 1)).toThrow(RangeError);
});
