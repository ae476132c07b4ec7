import { clear, copy } from './fill';
import { packColumns, packRows } from './panels';
import { transformFilter } from './winograd';
import { transformFilterGradient } from './winograd-inverse';

/**
 * Channels and columns whose taps are gathered at a time: with the transforms' scratch, they stay in the
 * first cache.
 */
const K_BLOCK: i32 = 16;
const N_BLOCK: i32 = 32;
/** From one tap's matrix to the next, in floats: no power of two, as weights in memory often are. */
const TAP: i32 = K_BLOCK * N_BLOCK + 16;

/** Floats of scratch memory that these functions need. */
export const WINOGRAD_WEIGHTS_WORK: i32 = 9 * TAP + 36 * 4;

/**
 * Transforms k × n weights into panels [⌈n / 8⌉, k, 8] of each plane, `panelStep` bytes apart. Taps outside
 * the given rows and columns of the 3 × 3 are zeros.
 *
 * @param w       tap (0, 0), or where it would be, of the first channel's first column; rows of taps are `rowStep`
 *                bytes apart, columns `columnStep`
 * @param step    floats from a channel's columns to the next channel's; or from a column's channels to the next
 *                column's, if the weights are `transposed`
 * @param n       columns that exist; the panels are filled with zeros
 */
export function winogradWeights(
  w: usize,
  rowStep: usize,
  columnStep: usize,
  firstRow: i32,
  endRow: i32,
  firstColumn: i32,
  endColumn: i32,
  k: i32,
  n: i32,
  step: i32,
  transposed: bool,
  u: usize,
  panelStep: usize,
  plane: usize,
  work: usize,
): void {
  const scratch = work + ((<usize>(9 * TAP)) << 2);
  for (let n0 = 0; n0 < n; n0 += N_BLOCK) {
    const nBlock = min(n - n0, N_BLOCK);
    for (let k0 = 0; k0 < k; k0 += K_BLOCK) {
      const kBlock = min(k - k0, K_BLOCK);
      const corner = transposed ? n0 * step + k0 : k0 * step + n0;
      for (let tap = 0; tap < 9; tap++) {
        const row = tap / 3;
        const column = tap - 3 * row;
        const to = work + ((<usize>(tap * TAP)) << 2);
        if (row >= firstRow && row < endRow && column >= firstColumn && column < endColumn) {
          const from = w + <usize>row * rowStep + <usize>column * columnStep + ((<usize>corner) << 2);
          gather(from, kBlock, nBlock, step, transposed, to);
        } else {
          clear(to, kBlock * N_BLOCK);
        }
      }
      for (let j = 0; j < nBlock; j += 8) {
        let from = work + ((<usize>(j * kBlock)) << 2);
        let to = u + <usize>((n0 + j) >> 3) * panelStep + ((<usize>k0) << 5);
        for (let i = 0; i < kBlock; i++) {
          transformFilter(from, 3 * TAP * 4, TAP * 4, to, plane, scratch);
          transformFilter(from + 16, 3 * TAP * 4, TAP * 4, to + 16, plane, scratch);
          from += 32;
          to += 32;
        }
      }
    }
  }
}

/** Gathers one tap of kBlock × nBlock weights into panels [⌈nBlock / 8⌉, kBlock, 8]. */
function gather(from: usize, kBlock: i32, nBlock: i32, step: i32, transposed: bool, to: usize): void {
  for (let j = 0; j < nBlock; j += 8) {
    if (transposed) packColumns(from + ((<usize>(j * step)) << 2), step, kBlock, nBlock - j, 8, to);
    else packRows(from + ((<usize>j) << 2), step, kBlock, nBlock - j, 8, to);
    to += (<usize>kBlock) << 5;
  }
}

/**
 * Transforms sums [36, k, n] back to the gradient of rows × columns taps, each [k, n].
 *
 * @param s    planes of k rows, `sStep` bytes apart, of columns filled up to a multiple of four
 * @param dw   tap (0, 0) of the first channel's first column; rows of taps are `rowStep` bytes apart, columns
 *             `columnStep`, channels `step` floats
 */
export function winogradWeightsGradient(
  s: usize,
  plane: usize,
  sStep: usize,
  k: i32,
  n: i32,
  dw: usize,
  rows: i32,
  columns: i32,
  rowStep: usize,
  columnStep: usize,
  step: i32,
  work: usize,
): void {
  const scratch = work + ((<usize>(9 * TAP)) << 2);
  const across: usize = TAP * 4;
  for (let n0 = 0; n0 < n; n0 += N_BLOCK) {
    const nBlock = min(n - n0, N_BLOCK);
    for (let k0 = 0; k0 < k; k0 += K_BLOCK) {
      const kBlock = min(k - k0, K_BLOCK);
      for (let i = 0; i < kBlock; i++) {
        const from = s + <usize>(k0 + i) * sStep + ((<usize>n0) << 2);
        const to = work + ((<usize>(i * N_BLOCK)) << 2);
        for (let j = 0; j < nBlock; j += 4) {
          const at = (<usize>j) << 2;
          transformFilterGradient(from + at, plane, rows, columns, to + at, 3 * across, across, scratch);
        }
      }
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let from = work + <usize>(3 * row + column) * across;
          let to = dw + <usize>row * rowStep + <usize>column * columnStep + ((<usize>(k0 * step + n0)) << 2);
          for (let i = 0; i < kBlock; i++) {
            copy(from, to, nBlock);
            from += N_BLOCK * 4;
            to += (<usize>step) << 2;
          }
        }
      }
    }
  }
}
