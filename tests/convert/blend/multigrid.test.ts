import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { solve } from '../../../src/convert/blend/conjugate-gradient.ts';
import { Multigrid } from '../../../src/convert/blend/multigrid.ts';
import { noise } from '../noise.ts';

const SIDE = 64;
const within = (x: number, y: number) => x > 0 && y > 0 && x < SIDE - 1 && y < SIDE - 1;
const maskOf = (shape: (x: number, y: number) => boolean) =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, p) => {
    const x = p % SIDE;
    const y = Math.floor(p / SIDE);
    return within(x, y) && shape(x, y) ? 1 : 0;
  });

const square = maskOf(() => true);
const disc = maskOf((x, y) => (x - 32) ** 2 + (y - 32) ** 2 < 27 ** 2);
const ragged = maskOf((x, y) => noise(x + 100 * y, 1)[0] < 240);

/** Random numbers on a mask, zeros off it. */
const onMask = (inside: Uint8Array, seed: number) =>
  Float64Array.from(noise(seed, inside.length), (value, p) => (inside[p] ? value - 128 : 0));
const dot = (u: Float64Array, v: Float64Array) => u.reduce((sum, value, p) => sum + value * v[p], 0);

describe.each([
  ['a square', square],
  ['a disc', disc],
  ['a ragged mask', ragged],
])('on %s', (_, inside) => {
  const grid = new Multigrid(inside, SIDE, SIDE);
  const roughly = (b: Float64Array) => grid.roughlySolve(b).slice();

  test('the V-cycle is symmetric and positive, as conjugate gradients require', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (seed, other) => {
        const u = onMask(inside, seed);
        const v = onMask(inside, other);
        const scale = Math.sqrt(dot(u, u) * dot(v, v));
        expect(dot(u, roughly(v)) / scale).toBeCloseTo(dot(v, roughly(u)) / scale, 10);
        expect(dot(u, roughly(u))).toBeGreaterThan(0);
      }),
      { numRuns: 10 },
    );
  });

  test('the solution is found again', () => {
    const expected = onMask(inside, 5);
    const b = new Float64Array(SIDE * SIDE);
    grid.apply(expected, b);
    const before = b.slice();
    const found = solve(grid, b, 1e-9);
    expect(b).toEqual(before);
    found.forEach((value, p) => {
      expect(Math.abs(value - expected[p])).toBeLessThan(1e-8);
    });
  });
});

test.each([
  ['a square', square, 11],
  ['a disc', disc, 10],
  ['a ragged mask', ragged, 15],
])('few cycles suffice on %s', (_, inside, most) => {
  let cycles = 0;
  const grid = new (class extends Multigrid {
    override roughlySolve(b: Float64Array): Float64Array {
      cycles++;
      return super.roughlySolve(b);
    }
  })(inside, SIDE, SIDE);
  // A smooth solution, which sweeps alone would take thousands for.
  const smooth = Float64Array.from(inside, (value, p) => value * Math.sin((Math.PI * (p % SIDE)) / SIDE));
  const b = new Float64Array(SIDE * SIDE);
  grid.apply(smooth, b);
  solve(grid, b, 1e-9);
  expect(cycles).toBeLessThanOrEqual(most);
});
