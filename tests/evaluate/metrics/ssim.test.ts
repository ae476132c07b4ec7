import { describe, expect, test } from 'vitest';
import { luma, ssim, ssimMap } from '../../../src/evaluate/metrics/ssim.ts';
import { noise, noiseMask } from '../../convert/noise.ts';

const WIDTH = 20;
const HEIGHT = 16;
const PIXELS = WIDTH * HEIGHT;
const a = noise(10, 3 * PIXELS);
const b = noise(11, 3 * PIXELS).map((value, i) => Math.min(255, Math.max(0, 0.8 * a[i] + 0.3 * value - 20)));
const whole = new Float32Array(PIXELS).fill(1);
const grey = (level: number) => new Float32Array(3 * PIXELS).fill(level);

describe('the structural similarity', () => {
  test('is scikit-image’s with the settings of the paper', () => {
    // structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255) of
    // scikit-image 0.26 on 0.299 R + 0.587 G + 0.114 B, its map cut by 5 pixels on each side.
    const map = ssimMap(luma(a), luma(b), WIDTH, HEIGHT);
    expect([map.width, map.height, map.values.length]).toEqual([10, 6, 60]);
    expect(map.values[0]).toBeCloseTo(0.9008218332667807, 7);
    expect(map.values[3 * 10 + 7]).toBeCloseTo(0.8927242944726399, 7);
    expect(map.values[5 * 10 + 9]).toBeCloseTo(0.9072911693770713, 7);
    expect(ssim(a, b, WIDTH, HEIGHT, whole)).toBeCloseTo(0.91528, 5);
    expect(ssim(a, b, WIDTH, HEIGHT, noiseMask(12, PIXELS))).toBeCloseTo(0.9187104078334937, 7);
  });

  test('is 1 for equal pictures, and the same both ways', () => {
    expect(ssim(a, a, WIDTH, HEIGHT, whole)).toBe(1);
    expect(ssim(a, b, WIDTH, HEIGHT, whole)).toBeCloseTo(ssim(b, a, WIDTH, HEIGHT, whole), 12);
  });

  test('of two greys is the luminance term alone', () => {
    const c1 = (0.01 * 255) ** 2;
    const expected = (2 * 100 * 150 + c1) / (100 ** 2 + 150 ** 2 + c1);
    expect(ssim(grey(100), grey(150), WIDTH, HEIGHT, whole)).toBeCloseTo(expected, 9);
  });

  test('of a picture and its negative is below 0', () => {
    const soft = a.map((value) => 100 + 0.2 * value);
    const negative = soft.map((value) => 251 - value);
    expect(ssim(soft, negative, WIDTH, HEIGHT, whole)).toBeLessThan(-0.3);
  });

  test('counts each window by the mask at its middle, and none without a window', () => {
    const only = (x: number, y: number) => {
      const mask = new Float32Array(PIXELS);
      mask[y * WIDTH + x] = 0.5;
      return mask;
    };
    const map = ssimMap(luma(a), luma(b), WIDTH, HEIGHT);
    expect(ssim(a, b, WIDTH, HEIGHT, only(12, 8))).toBeCloseTo(map.values[3 * 10 + 7], 12);
    expect(ssim(a, b, WIDTH, HEIGHT, only(4, 8))).toBeNaN();
  });

  test('needs pictures of one size, with room for a window', () => {
    const small = new Float32Array(3 * 10 * 20);
    expect(() => ssim(small, small, 10, 20, new Float32Array(200))).toThrow(
      'no room for a window of 11 × 11',
    );
    expect(() => ssim(a, b.subarray(3), WIDTH, HEIGHT, whole)).toThrow('The second picture holds 319');
    expect(() => ssim(a, b, WIDTH, HEIGHT, whole.subarray(1))).toThrow('The mask holds 319');
  });
});

test('luma weighs green most, and white is 255', () => {
  const [red, green, blue, white] = luma(Float32Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255));
  expect(red).toBeCloseTo(76.245, 3);
  expect(green).toBeCloseTo(149.685, 3);
  expect(blue).toBeCloseTo(29.07, 3);
  expect(white).toBeCloseTo(255, 3);
});
