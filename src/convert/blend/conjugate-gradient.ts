import type { Multigrid } from './multigrid.ts';

/** Far more steps than any mask was seen to need: it ends the search if values are NaN. */
const MOST_STEPS = 200;

/**
 * Solves A·x = b by conjugate gradients, preconditioned with a V-cycle of multigrid (J. R. Shewchuk, "An
 * Introduction to the Conjugate Gradient Method Without the Agonizing Pain", 1994, section B3; preconditioned
 * so, for masks of any shape, by A. McAdams, E. Sifakis, J. Teran, "A parallel multigrid Poisson solver for
 * fluids simulation on large grids", 2010).
 *
 * @param b [height, width] of the grid, 0 off its mask.
 * @param tolerance ends the search once a V-cycle would change no pixel by more: about the greatest error
 * left.
 * @returns x, as large.
 */
export function solve(grid: Multigrid, b: Float64Array, tolerance: number): Float64Array {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  const image = new Float64Array(b.length);
  const direction = new Float64Array(b.length);
  let before = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    const change = grid.roughlySolve(residual);
    if (largest(change) <= tolerance) break;
    const now = dot(residual, change);
    // The first direction is the first change itself: none came before it, and `direction` is 0.
    const keep = now / before;
    for (let p = 0; p < b.length; p++) direction[p] = change[p] + keep * direction[p];
    grid.apply(direction, image);
    const length = now / dot(direction, image);
    for (let p = 0; p < b.length; p++) {
      x[p] += length * direction[p];
      residual[p] -= length * image[p];
    }
    before = now;
  }
  return x;
}

function dot(u: Float64Array, v: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < u.length; p++) sum += u[p] * v[p];
  return sum;
}

function largest(values: Float64Array): number {
  let result = 0;
  for (const value of values) result = Math.max(result, Math.abs(value));
  return result;
}
