import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaussianBlur } from '../../../src/convert/blur.ts';
import { highFrequencies, sharpness } from '../../../src/evaluate/metrics/sharpness.ts';
import { noise, noiseMask } from '../../convert/noise.ts';

const WIDTH = 20;
const HEIGHT = 16;
const PIXELS = WIDTH * HEIGHT;
const a = noise(10, 3 * PIXELS);
const b = noise(11, 3 * PIXELS).map((value, i) => Math.min(255, Math.max(0, 0.8 * a[i] + 0.3 * value - 20)));
const mask = noiseMask(12, PIXELS);
const whole = new Float32Array(PIXELS).fill(1);
const disc = whole.map((_, i) => (Math.hypot((i % WIDTH) - 9, Math.floor(i / WIDTH) - 8) < 5 ? 1 : 0));
const of = (picture: Float32Array, within = whole) => highFrequencies(picture, WIDTH, HEIGHT, within);
const grey = (level: number) => new Float32Array(3 * PIXELS).fill(level);

describe('the high frequencies', () => {
  test('are those of scipy', () => {
    // x − gaussian_filter(x m, 1, radius=3, mode='constant') / gaussian_filter(m, …), with x = 0.299 R +
    // 0.587 G + 0.114 B, and numpy's weighted root mean square.
    expect(of(a)).toBeCloseTo(40.28061668193688, 6);
    expect(of(a, mask)).toBeCloseTo(38.291763248565566, 6);
    expect(of(b, mask)).toBeCloseTo(32.51850562180025, 6);
    expect(of(a, disc)).toBeCloseTo(37.27520852067735, 6);
  });

  test('of one white pixel are what the blur takes from it and gives to its neighbours', () => {
    const dot = grey(0).fill(255, 3 * (8 * WIDTH + 10), 3 * (8 * WIDTH + 11));
    const bell = [-3, -2, -1, 0, 1, 2, 3].map((x) => Math.exp(-(x * x) / 2));
    const sum = bell.reduce((total, weight) => total + weight);
    const squares = bell.reduce((total, weight) => total + (weight / sum) ** 2, 0);
    const middle = (bell[3] / sum) ** 2;
    expect(of(dot)).toBeCloseTo(255 * Math.sqrt((1 - 2 * middle + squares ** 2) / PIXELS), 6);
    // Alone in its mask, it has nothing around it to differ from.
    expect(of(dot, new Float32Array(PIXELS).fill(0.5, 8 * WIDTH + 10, 8 * WIDTH + 11))).toBe(0);
  });

  test('are none of a grey, to the last digit, and as strong as the contrast', () => {
    for (const level of [0, 0.1, 100, 254.7]) {
      expect(of(grey(level))).toBe(0);
      expect(of(grey(level), mask)).toBe(0);
    }
    expect(of(a.map((value) => 0.25 * value + 100), mask)).toBeCloseTo(of(a, mask) / 4, 4); // prettier-ignore
  });

  test('know nothing of what lies outside the mask', () => {
    const elsewhere = a.map((value, i) => (disc[Math.floor(i / 3)] > 0 ? value : 255));
    expect(of(elsewhere, disc)).toBe(of(a, disc));
    expect(of(a, new Float32Array(PIXELS))).toBeNaN();
  });

  test('need pictures and masks of one size', () => {
    expect(() => of(a.subarray(3))).toThrow('The picture holds 957 numbers, not 960.');
    expect(() => of(a, mask.subarray(1))).toThrow('The mask holds 319 numbers, not 320.');
  });
});

describe('sharpness', () => {
  test('is 1 of the key itself, below 1 of a blurred key, and falls as the blur grows', () => {
    const sigma = fc.double({ min: 0.3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.nat(1000), sigma, sigma, (seed, one, other) => {
        fc.pre(Math.abs(one - other) > 0.1);
        const key = noise(seed, 3 * PIXELS);
        const blurred = (by: number) =>
          sharpness(of(gaussianBlur(key, WIDTH, HEIGHT, 3, by), disc), of(key, disc))!;
        expect(sharpness(of(key, disc), of(key, disc))).toBe(1);
        expect(blurred(Math.min(one, other))).toBeLessThan(1);
        expect(blurred(Math.max(one, other))).toBeLessThan(blurred(Math.min(one, other)));
      }),
    );
  });

  test('is above 1 of a sharpened key, and 0 of a flat swap', () => {
    const soft = gaussianBlur(a, WIDTH, HEIGHT, 3, 1);
    const sharpened = a.map((value, i) => value + 0.5 * (value - soft[i]));
    expect(sharpness(of(sharpened, disc), of(a, disc))).toBeGreaterThan(1);
    expect(sharpness(of(grey(7)), of(a))).toBe(0);
  });

  test('is null without frames, and beside a key without detail', () => {
    expect(sharpness(null, 3)).toBeNull();
    expect(sharpness(3, null)).toBeNull();
    expect(sharpness(3, 0)).toBeNull();
    expect(sharpness(0, 0)).toBeNull();
  });
});
