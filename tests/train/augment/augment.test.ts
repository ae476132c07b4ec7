import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { augment, type AugmentConfig } from '../../../src/train/augment/augment.ts';
import { clean, difference, expectSame, from, map, noise, OFF, pixelwise, SIDE } from './pictures.ts';

const ALL: AugmentConfig = {
  warp: 'on',
  flip: true,
  affine: true,
  colourJitter: true,
  colourMatch: true,
  motionBlur: true,
};
const flat = { pixels: pixelwise(3, (_x, _y, c) => [60, 80, 100][c]), mask: noise.mask };

test('with all switched off, nothing changes', () => {
  const { input, target, mask } = augment(noise, SIDE, OFF, new Random(1));
  expectSame(target, clean.pixels);
  expectSame(input, target);
  expect(input.buffer).not.toBe(target.buffer);
  expectSame(mask, clean.mask);
});

test('the same random numbers give the same face, and the face given is left alone', () => {
  const before = { pixels: noise.pixels.slice(), mask: noise.mask.slice() };
  const [once, again, other] = [5, 5, 6].map((seed) => augment(noise, SIDE, ALL, new Random(seed)));
  for (const what of ['input', 'target', 'mask'] as const) {
    expectSame(once[what], again[what]);
    expect(difference(once[what], other[what])).toBeGreaterThan(0.1);
  }
  expect(noise).toEqual(before);
});

describe('switching one off', () => {
  const combinations = Array.from({ length: 64 }, (_, i): AugmentConfig => ({
    warp: (i & 1) > 0 ? 'on' : 'off',
    flip: (i & 2) > 0,
    affine: (i & 4) > 0,
    colourJitter: (i & 8) > 0,
    colourMatch: (i & 16) > 0,
    motionBlur: (i & 32) > 0,
  }));
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

  test('leaves the target as the others make it', () => {
    for (const seed of seeds) {
      const made = combinations.map((config) => ({
        config,
        ...augment(noise, SIDE, config, new Random(seed)),
      }));
      for (const { config, target, mask } of made) {
        const firstWithSame = (...names: readonly (keyof AugmentConfig)[]) =>
          made.find((other) => names.every((name) => other.config[name] === config[name]))!;
        expectSame(mask, firstWithSame('flip', 'affine').mask);
        expectSame(target, firstWithSame('flip', 'affine', 'colourMatch', 'motionBlur').target);
      }
    }
  });

  test('leaves the colours as they are', () => {
    // Warped, mirrored or moved, a picture of one colour is the same picture.
    for (const seed of seeds) {
      const [first, ...rest] = combinations
        .filter(({ colourJitter }) => colourJitter)
        .map((config) => augment(flat, SIDE, config, new Random(seed)).input);
      for (const input of rest) expect(difference(input, first)).toBeLessThan(1e-6);
    }
  });

  test('leaves the warp as it is', () => {
    for (const seed of seeds) {
      const alone = augment(map, SIDE, { ...OFF, warp: 'on' }, new Random(seed)).input;
      const both = augment(map, SIDE, { ...OFF, warp: 'on', flip: true }, new Random(seed));
      const isMirrored = from(both.target, 10, 10).x > 32;
      for (const [x, y] of [
        [20, 30],
        [32, 32],
        [47, 15],
      ]) {
        const expected = from(alone, x, y);
        const { x: found, y: same } = from(both.input, x, y);
        expect(isMirrored ? SIDE - 1 - found : found).toBeCloseTo(expected.x, 4);
        expect(same).toBeCloseTo(expected.y, 4);
      }
    }
  });

  test('draws as many random numbers', () => {
    const next = combinations.map((config) => {
      const random = new Random(9);
      augment(noise, SIDE, config, random);
      return random.unit();
    });
    expect(new Set(next).size).toBe(1);
  });
});
