import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { randomControlGrid, upsampleGrid } from '../../../src/train/augment/warp.ts';

test('points are shifted by normal deviates of 5 pixels in a window of 160', () => {
  const random = new Random(1);
  const shifts = Array.from({ length: 400 }, () => [...randomControlGrid(random)]).flat();
  expect(shifts).toHaveLength(400 * 50);
  const mean = (power: number) => shifts.reduce((sum, shift) => sum + shift ** power, 0) / shifts.length;
  const deviation = Math.sqrt(mean(2));
  // Four standard errors of 20,000 numbers.
  expect(Math.abs(mean(1))).toBeLessThan((4 * 0.03125) / Math.sqrt(20_000));
  expect(deviation / 0.03125).toBeGreaterThan(1 - 4 / Math.sqrt(40_000));
  expect(deviation / 0.03125).toBeLessThan(1 + 4 / Math.sqrt(40_000));
  // Of a normal distribution 68.27 % lie within one standard deviation, 99.73 % within three.
  const within = (reach: number) =>
    shifts.filter((shift) => Math.abs(shift) < reach * 0.03125).length / shifts.length;
  expect(within(1)).toBeCloseTo(0.6827, 1.5);
  expect(within(3)).toBeCloseTo(0.9973, 2.5);
});

test('neighbouring points, and a point’s x and y, have nothing to do with each other', () => {
  const random = new Random(2);
  const warps = Array.from({ length: 2000 }, () => randomControlGrid(random));
  for (const other of [1, 2, 10]) {
    const product = warps.reduce((sum, warp) => sum + warp[0] * warp[other], 0) / warps.length / 0.03125 ** 2;
    expect(Math.abs(product)).toBeLessThan(4 / Math.sqrt(2000));
  }
});

const shift = fc.double({ min: -0.1, max: 0.1, noNaN: true });

test('a shift that is bilinear in the place stays so between the points', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 40 }),
      fc.tuple(shift, shift, shift, shift),
      (side, [p, q, r, s]) => {
        // Places of the grid and of pixels from 0 to 1.
        const x = (u: number, v: number) => p + q * u + r * v + s * u * v;
        const y = (u: number, v: number) => s - r * u + p * v + q * u * v;
        const warp = Float32Array.from({ length: 50 }, (_, i) => {
          const [u, v] = [((i >> 1) % 5) / 4, Math.floor(i / 10) / 4];
          return i % 2 === 0 ? x(u, v) : y(u, v);
        });
        const pixels = upsampleGrid(warp, side);
        expect(pixels).toHaveLength(2 * side * side);
        const errors = pixels.map((found, i) => {
          const [u, v] = [((i >> 1) % side) / (side - 1), Math.floor((i >> 1) / side) / (side - 1)];
          return Math.abs(found - side * (i % 2 === 0 ? x(u, v) : y(u, v)));
        });
        expect(Math.max(...errors)).toBeLessThan(1e-5 * side);
      },
    ),
    { numRuns: 50 },
  );
});

test('a point that is shifted moves what is less than a cell away, in proportion', () => {
  const warp = new Float32Array(50);
  warp[2 * 12] = 0.1; // the middle one, sideways
  const side = 65; // so that every 16th pixel is a point
  const pixels = upsampleGrid(warp, side);
  const errors = pixels.map((found, i) => {
    const [columns, rows] = [Math.abs(((i >> 1) % side) - 32), Math.abs(Math.floor((i >> 1) / side) - 32)];
    const part = Math.max(0, 1 - columns / 16) * Math.max(0, 1 - rows / 16);
    return Math.abs(found - (i % 2 === 0 ? 6.5 * part : 0));
  });
  expect(Math.max(...errors)).toBeLessThan(1e-5);
});
