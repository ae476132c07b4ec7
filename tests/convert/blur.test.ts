import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gaussianBlur } from '../../src/convert/blur.ts';
import { noise, noiseMask } from './noise.ts';

const WIDTH = 9;
const HEIGHT = 7;
const picture = noise(5, WIDTH * HEIGHT * 3);

// scipy.ndimage.gaussian_filter with radius ⌈3σ⌉; mode 'nearest' is edge, 'constant' is zero.
test.each([
  [0.8, 'edge', 0, 0, [97.43273, 174.64872, 65.15103]],
  [0.8, 'edge', 4, 3, [131.05239, 102.76517, 137.85303]],
  [0.8, 'edge', 8, 6, [124.47736, 127.41364, 146.49008]],
  [0.8, 'zero', 0, 0, [58.9158, 97.10186, 36.85328]],
  [0.8, 'zero', 4, 3, [131.05239, 102.76517, 137.85303]],
  [2, 'edge', 0, 0, [105.46878, 147.23342, 74.28151]],
  [2, 'edge', 4, 3, [121.40041, 109.46093, 114.82368]],
  [2, 'zero', 4, 3, [109.60957, 98.26089, 102.39331]],
  [2, 'zero', 8, 6, [40.1122, 44.85224, 38.64208]],
] as const)('σ = %d, %s, at (%d, %d)', (sigma, beyond, x, y, expected) => {
  const found = gaussianBlur(picture, WIDTH, HEIGHT, 3, sigma, beyond);
  expected.forEach((value, channel) => {
    expect(found[3 * (y * WIDTH + x) + channel]).toBeCloseTo(value, 3);
  });
});

test('a mask is blurred like a picture', () => {
  const found = gaussianBlur(noiseMask(6, WIDTH * HEIGHT), WIDTH, HEIGHT, 1, 1.3);
  expect(found[0]).toBeCloseTo(0.5293, 5);
  expect(found[3 * WIDTH + 4]).toBeCloseTo(0.57622, 5);
  expect(found[6 * WIDTH + 8]).toBeCloseTo(0.20289, 5);
});

test('one colour stays that colour, and σ = 0 leaves all as it is', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 5, noNaN: true }), (sigma) => {
      const grey = new Float32Array(WIDTH * HEIGHT * 3).fill(77);
      gaussianBlur(grey, WIDTH, HEIGHT, 3, sigma).forEach((value) => {
        expect(value).toBeCloseTo(77, 4);
      });
    }),
  );
  expect(gaussianBlur(picture, WIDTH, HEIGHT, 3, 0)).toEqual(picture);
});

test('the picture given is not changed, and one of another size is refused', () => {
  const before = picture.slice();
  gaussianBlur(picture, WIDTH, HEIGHT, 3, 1);
  expect(picture).toEqual(before);
  expect(() => gaussianBlur(picture, WIDTH, HEIGHT, 1, 1)).toThrow('The picture holds 189 numbers, not 63.');
});
