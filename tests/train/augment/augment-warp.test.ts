import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { augment, type AugmentConfig } from '../../../src/train/augment/augment.ts';
import { expectSame, from, map, OFF, part, SIDE } from './pictures.ts';

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
