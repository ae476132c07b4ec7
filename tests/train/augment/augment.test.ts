import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { augment, type AugmentConfig } from '../../../src/train/augment/augment.ts';

const SIDE = 65; // so that every 16th pixel is a point of the warp's grid
const OFF: AugmentConfig = { warp: 'off', flip: false, affine: false, colourJitter: false };
const ALL: AugmentConfig = { warp: 'on', flip: true, affine: true, colourJitter: true };

const pixelwise = (channels: number, value: (column: number, row: number, channel: number) => number) =>
  Uint8Array.from({ length: SIDE * SIDE * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return value(pixel % SIDE, Math.floor(pixel / SIDE), i % channels);
  });
const noise = {
  pixels: pixelwise(3, (x, y, c) => (x * 97 + y * 131 + c * 57) % 256),
  mask: pixelwise(1, (x, y) => (x * 31 + y * 7) % 256),
};
/**
 * Says of every pixel where it is from: three levels a pixel, x in the first channel and in the mask, y in
 * the second.
 */
const map = {
  pixels: pixelwise(3, (x, y, c) => 3 * [x, y, 20][c]),
  mask: pixelwise(1, (x) => 3 * x),
};
const flat = { pixels: pixelwise(3, (_x, _y, c) => [60, 80, 100][c]), mask: noise.mask };

/** The largest difference of two pictures: Vitest takes a hundredth of a second to compare them. */
function difference(a: Float32Array, b: Float32Array): number {
  let most = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}
const expectSame = (a: Float32Array, b: Float32Array) => {
  expect(difference(a, b)).toBe(0);
};

const part = (bytes: Uint8Array) => Float32Array.from(bytes, (byte) => byte / 255);
const clean = { pixels: part(noise.pixels), mask: part(noise.mask) };
const mirrored = (bytes: Uint8Array, channels: number) =>
  part(pixelwise(channels, (x, y, c) => bytes[channels * (y * SIDE + SIDE - 1 - x) + c]));
/** Where a pixel of a picture made from `map` is from. */
const from = (picture: Float32Array, x: number, y: number) => ({
  x: (picture[3 * (y * SIDE + x)] * 255) / 3,
  y: (picture[3 * (y * SIDE + x) + 1] * 255) / 3,
});

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

describe('warp', () => {
  const warped = Array.from({ length: 600 }, (_, seed) =>
    augment(map, SIDE, { ...OFF, warp: 'on' }, new Random(seed)),
  );

  test('leaves the target and its mask as they were', () => {
    const [pixels, wholeMask] = [part(map.pixels), part(map.mask)];
    for (const { target, mask } of warped) {
      expectSame(target, pixels);
      expectSame(mask, wholeMask);
    }
  });

  test.each([
    ['a point of the grid', 32, 32, 1],
    ['the middle of a cell, the mean of four points', 24, 24, 1 / 2],
    ['the middle of a cell’s side, the mean of two', 24, 32, Math.SQRT1_2],
  ] as const)('takes %s from beside where it is, as far as expected', (_what, x, y, part) => {
    const expected = part * SIDE * (5 / 160);
    for (const axis of ['x', 'y'] as const) {
      const off = warped.map(({ input }) => from(input, x, y)[axis] - { x, y }[axis]);
      const mean = off.reduce((sum, value) => sum + value, 0) / off.length;
      const deviation = Math.sqrt(off.reduce((sum, value) => sum + value ** 2, 0) / off.length);
      expect(Math.abs(mean) / expected).toBeLessThan(4 / Math.sqrt(600));
      expect(Math.abs(deviation / expected - 1)).toBeLessThan(4 / Math.sqrt(1200));
    }
  });
});

describe('the warp of 2017', () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  const points = [
    { x: 20, y: 30 },
    { x: 32, y: 32 },
    { x: 44, y: 22 },
  ];
  const targetOf = (config: Partial<AugmentConfig>, seed: number) =>
    augment(map, SIDE, { ...OFF, ...config }, new Random(seed)).target;

  test('moves the target by a similarity of the places, which flip and affine then move as ever', () => {
    for (const seed of seeds) {
      const others = { flip: true, affine: true };
      const [warped, placed] = [targetOf({ warp: '2017' }, seed), targetOf(others, seed)];
      const both = targetOf({ ...others, warp: '2017' }, seed);
      const origin = from(placed, 32, 32);
      const [right, below] = [from(placed, 33, 32), from(placed, 32, 33)];
      for (const { x, y } of points) {
        const { x: column, y: row } = from(warped, x, y);
        const at = (axis: 'x' | 'y') =>
          origin[axis] +
          (column - 32) * (right[axis] - origin[axis]) +
          (row - 32) * (below[axis] - origin[axis]);
        expect(from(both, x, y).x).toBeCloseTo(at('x'), 3);
        expect(from(both, x, y).y).toBeCloseTo(at('y'), 3);
      }
    }
  });

  test('leaves input and target nearer to each other than a target that stays', () => {
    const distance = (warp: 'on' | '2017') => {
      const squares = Array.from({ length: 100 }, (_, seed) => {
        const { input, target } = augment(map, SIDE, { ...OFF, warp }, new Random(seed));
        return points.map(({ x, y }) => {
          const [a, b] = [from(input, x, y), from(target, x, y)];
          return (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
        });
      }).flat();
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
    };
    expect(distance('2017')).toBeLessThan(0.98 * distance('on'));
    expect(distance('2017')).toBeGreaterThan(0.5 * distance('on'));
  });
});

test('a half of the inputs is warped, as all of them would be', () => {
  let warped = 0;
  for (let seed = 0; seed < 200; seed++) {
    const [half, on, off] = (['half', 'on', 'off'] as const).map(
      (warp) => augment(map, SIDE, { ...OFF, warp }, new Random(seed)).input,
    );
    const isAs = (other: Float32Array) => half.every((value, i) => value === other[i]);
    if (isAs(on)) warped++;
    else expect(isAs(off), `seed ${seed}`).toBe(true);
  }
  expect(warped).toBeGreaterThan(70);
  expect(warped).toBeLessThan(130);
});

test('flip mirrors input, target and mask of four faces in ten', () => {
  const mirror = { pixels: mirrored(noise.pixels, 3), mask: mirrored(noise.mask, 1) };
  let flips = 0;
  for (let seed = 0; seed < 400; seed++) {
    const { input, target, mask } = augment(noise, SIDE, { ...OFF, flip: true }, new Random(seed));
    expectSame(input, target);
    const isMirrored = mask[0] !== noise.mask[0] / 255;
    expectSame(mask, isMirrored ? mirror.mask : clean.mask);
    expectSame(target, isMirrored ? mirror.pixels : clean.pixels);
    if (isMirrored) flips++;
  }
  expect(Math.abs(flips - 160)).toBeLessThan(30);
});

describe('random affine', () => {
  const placed = Array.from({ length: 200 }, (_, seed) =>
    augment(map, SIDE, { ...OFF, affine: true }, new Random(seed)),
  );

  test('takes input, target and mask from the same place', () => {
    for (const { input, target, mask } of placed) {
      expectSame(input, target);
      expectSame(
        mask,
        target.filter((_, i) => i % 3 === 0),
      );
    }
  });

  test('rotates, scales and shifts about the middle, within 10°, 5 % and 8 %', () => {
    const most = { turn: 0, zoom: 0, shift: 0 };
    for (const { target } of placed) {
      const middle = from(target, 32, 32);
      const [right, below] = [from(target, 42, 32), from(target, 32, 42)];
      const across = { x: (right.x - middle.x) / 10, y: (right.y - middle.y) / 10 };
      // No mirroring and no shear: down is across, turned by 90°.
      expect((below.x - middle.x) / 10).toBeCloseTo(-across.y, 4);
      expect((below.y - middle.y) / 10).toBeCloseTo(across.x, 4);
      const scale = 1 / Math.hypot(across.x, across.y);
      // The middle comes from as far off as it went, turned and zoomed.
      const off = Math.max(Math.abs(middle.x - 32), Math.abs(middle.y - 32));
      most.turn = Math.max(most.turn, (Math.abs(Math.atan2(across.y, across.x)) * 180) / Math.PI);
      most.zoom = Math.max(most.zoom, Math.abs(scale - 1));
      most.shift = Math.max(most.shift, off / SIDE);
    }
    expect(most.turn).toBeGreaterThan(9);
    expect(most.turn).toBeLessThan(10.001);
    expect(most.zoom).toBeGreaterThan(0.045);
    expect(most.zoom).toBeLessThan(0.0501);
    expect(most.shift).toBeGreaterThan(0.072);
    expect(most.shift).toBeLessThan((0.08 * Math.SQRT2) / 0.95);
  });

  test('goes on beyond the edges as the picture ends', () => {
    for (const { target } of placed) {
      expect(Math.min(...target)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...target)).toBeLessThan((3 * (SIDE - 1) + 0.01) / 255);
      // The third channel is the same everywhere.
      const third = target.filter((_, i) => i % 3 === 2);
      expect(
        difference(
          third,
          third.map(() => 60 / 255),
        ),
      ).toBeLessThan(1e-6);
    }
  });
});

test('colour jitter changes the input alone, by a gain a channel and one offset', () => {
  for (let seed = 0; seed < 50; seed++) {
    const { input, target, mask } = augment(noise, SIDE, { ...OFF, colourJitter: true }, new Random(seed));
    expectSame(target, clean.pixels);
    expectSame(mask, clean.mask);
    const offsets = [0, 1, 2].map((c) => {
      // The line through two pixels that are neither black nor white is the line through all.
      const inner = [...input.keys()].filter((i) => i % 3 === c && input[i] > 0 && input[i] < 1);
      const [low, high] = [inner.reduce(smaller(target)), inner.reduce(larger(target))];
      const gain = (input[high] - input[low]) / (target[high] - target[low]);
      const offset = input[low] - gain * target[low];
      const channel = (picture: Float32Array) => picture.filter((_, i) => i % 3 === c);
      const expected = channel(target).map((value) => Math.max(0, Math.min(1, gain * value + offset)));
      expect(difference(channel(input), expected)).toBeLessThan(1e-5);
      return offset;
    });
    for (const offset of offsets) expect(offset).toBeCloseTo(offsets[0], 4);
  }
});
const smaller = (of: Float32Array) => (i: number, j: number) => (of[i] < of[j] ? i : j);
const larger = (of: Float32Array) => (i: number, j: number) => (of[i] > of[j] ? i : j);

describe('switching one off', () => {
  const combinations = Array.from({ length: 16 }, (_, i): AugmentConfig => ({
    warp: (i & 1) > 0 ? 'on' : 'off',
    flip: (i & 2) > 0,
    affine: (i & 4) > 0,
    colourJitter: (i & 8) > 0,
  }));
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

  test('leaves the target as the others make it', () => {
    for (const seed of seeds) {
      for (const { flip, affine } of combinations) {
        const [first, ...rest] = combinations
          .filter((other) => other.flip === flip && other.affine === affine)
          .map((config) => augment(noise, SIDE, config, new Random(seed)));
        for (const { target, mask } of rest) {
          expectSame(target, first.target);
          expectSame(mask, first.mask);
        }
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
