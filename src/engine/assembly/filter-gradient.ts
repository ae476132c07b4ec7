import { packRows } from './panels';
import { pixelOffsets } from './offsets';
import { multiply } from './tile';

/**
 * Pixels, and floats of a patch, packed at a time: 256 × 128 floats (128 kB) stay in the second-level cache.
 */
const BLOCK_PIXELS: i32 = 256;
const BLOCK_ROW: i32 = 128;

/** Floats of scratch memory that `filterGradient` needs beside BLOCK_PIXELS for each output channel. */
export const FILTER_GRADIENT_WORK: i32 = BLOCK_PIXELS * BLOCK_ROW + BLOCK_ROW;
export const FILTER_GRADIENT_WORK_CHANNEL: i32 = BLOCK_PIXELS;

/**
 * Gradient of a convolution's weights: dW[patchRows·rowLength, n] = the transpose of the patches of x, times
 * dy. Patches and their rows are as in `convolve`. Sums run over all pixels, a block after the other, in one
 * fixed order.
 *
 * @param dy    gradient of the output, [pixels, n]
 * @param dw    what is computed, [patchRows·rowLength, n]
 * @param zeros eight floats of zero; 0 adds to what is in dW already
 * @param work  room for FILTER_GRADIENT_WORK floats
 * @param workY room for FILTER_GRADIENT_WORK_CHANNEL × n floats, n rounded up to a multiple of eight
 */
export function filterGradient(
  x: usize,
  inputs: usize,
  pixels: i32,
  patchRows: i32,
  rowLength: i32,
  rowStride: i32,
  dy: usize,
  n: i32,
  dw: usize,
  zeros: usize,
  work: usize,
  workY: usize,
): void {
  const rows = work;
  const workX = rows + ((<usize>BLOCK_ROW) << 2);
  pixelOffsets(rows, 1, 1, BLOCK_ROW, 0, 0, n);
  for (let p = 0; p < pixels; p += BLOCK_PIXELS) {
    const block = min(pixels - p, BLOCK_PIXELS);
    const panelX = (<usize>block) << 4;
    const panelY = (<usize>block) << 5;
    for (let j = 0, to = workY; j < n; j += 8, to += panelY) {
      packRows(dy + ((<usize>(p * n + j)) << 2), n, block, n - j, 8, to);
    }
    for (let r = 0; r < patchRows; r++) {
      for (let m0 = 0; m0 < rowLength; m0 += BLOCK_ROW) {
        const m = min(rowLength - m0, BLOCK_ROW);
        const patchRow = x + ((<usize>(r * rowStride + m0)) << 2);
        for (let i = 0, to = workX; i < m; i += 4, to += panelX) {
          gather(patchRow + ((<usize>i) << 2), inputs + ((<usize>p) << 2), block, to);
        }
        let target = dw + ((<usize>((r * rowLength + m0) * n)) << 2);
        for (let j = 0, from = workY; j < n; j += 8, from += panelY) {
          multiply(workX, 16, panelX, from, 32, block, target, rows, m, n - j, p == 0 ? zeros : 0);
          target += 32;
        }
      }
    }
  }
}

/**
 * Four neighbouring floats of each pixel. Past a row's end they are the next pixel's, and are computed in
 * vain.
 */
function gather(x: usize, offsets: usize, pixels: i32, panel: usize): void {
  for (; pixels > 0; pixels--) {
    v128.store(panel, v128.load(x + load<u32>(offsets)));
    offsets += 4;
    panel += 16;
  }
}
