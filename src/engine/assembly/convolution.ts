import { packColumns, packRows, transpose4 } from './panels';
import { multiply } from './tile';

/**
 * Pixels, and values of their patches, packed at a time: 64 × 256 floats (64 kB) stay in the second-level
 * cache.
 */
const BLOCK_PIXELS: i32 = 64;
const BLOCK_K: i32 = 256;

/** Floats of scratch memory that `convolve` needs. */
export const CONVOLVE_WORK: i32 = BLOCK_PIXELS * BLOCK_K;

/**
 * Convolution as a multiplication: row p of the left factor is the patch of x under output pixel p, which
 * lies in x as `patchRows` rows of `rowLength` neighbouring floats (kernel height; kernel width × channels).
 * Patches are packed a block at a time, so the whole matrix of them («im2col») never exists.
 *
 * @param x         images with their zeros around
 * @param inputs    table of the byte offset of each of `pixels` patches in x
 * @param rowStride floats from one row of a patch to the next
 * @param weights   panels [⌈n / 8⌉, patchRows·rowLength, 8], from `packWeights` or `packFlippedTaps`
 * @param y         what is computed: n neighbouring floats at each offset of the table `outputs`
 * @param start     n floats, padded to a multiple of eight, to which the products are added (zeros, a bias)
 * @param work      room for CONVOLVE_WORK floats
 */
export function convolve(
  x: usize,
  inputs: usize,
  pixels: i32,
  patchRows: i32,
  rowLength: i32,
  rowStride: i32,
  weights: usize,
  n: i32,
  y: usize,
  outputs: usize,
  start: usize,
  work: usize,
): void {
  const k = patchRows * rowLength;
  for (let p = 0; p < pixels; p += BLOCK_PIXELS) {
    const block = min(pixels - p, BLOCK_PIXELS);
    const table = (<usize>p) << 2;
    for (let k0 = 0; k0 < k; k0 += BLOCK_K) {
      const kBlock = min(k - k0, BLOCK_K);
      for (let i = 0; i < block; i += 4) {
        const first = inputs + table + ((<usize>i) << 2);
        packPatches(
          x,
          first,
          block - i,
          rowLength,
          rowStride,
          k0,
          kBlock,
          work + ((<usize>(i * kBlock)) << 2),
        );
      }
      for (let j = 0; j < n; j += 8) {
        const at = (<usize>j) << 2;
        multiply(
          work,
          16,
          (<usize>kBlock) << 4,
          weights + ((<usize>(j * k)) << 2) + ((<usize>k0) << 5),
          32,
          kBlock,
          y + at,
          outputs + table,
          block,
          n - j,
          k0 == 0 ? start + at : 0,
        );
      }
    }
  }
}

/**
 * Values k0 to k0 + kBlock of the patches of m ≤ 4 pixels, as a panel [kBlock, 4]; the last pixel fills up.
 */
function packPatches(
  x: usize,
  pixels: usize,
  m: i32,
  rowLength: i32,
  rowStride: i32,
  k0: i32,
  kBlock: i32,
  panel: usize,
): void {
  const p0 = x + load<u32>(pixels);
  const p1 = m > 1 ? x + load<u32>(pixels, 4) : p0;
  const p2 = m > 2 ? x + load<u32>(pixels, 8) : p1;
  const p3 = m > 3 ? x + load<u32>(pixels, 12) : p2;
  let r = k0 / rowLength;
  let from = k0 - r * rowLength;
  while (kBlock > 0) {
    const length = min(rowLength - from, kBlock);
    let at = (<usize>(r * rowStride + from)) << 2;
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      transpose4(v128.load(p0 + at), v128.load(p1 + at), v128.load(p2 + at), v128.load(p3 + at), panel, 16);
      at += 16;
      panel += 64;
    }
    for (; i < length; i++) {
      store<f32>(panel, load<f32>(p0 + at));
      store<f32>(panel, load<f32>(p1 + at), 4);
      store<f32>(panel, load<f32>(p2 + at), 8);
      store<f32>(panel, load<f32>(p3 + at), 12);
      at += 4;
      panel += 16;
    }
    kBlock -= length;
    from = 0;
    r++;
  }
}

/** Packs weights [k, n] into panels [⌈n / 8⌉, k, 8]. */
export function packWeights(weights: usize, k: i32, n: i32, panels: usize): void {
  for (let j = 0; j < n; j += 8) {
    packRows(weights + ((<usize>j) << 2), n, k, n - j, 8, panels);
    panels += (<usize>k) << 5;
  }
}

/**
 * Packs, for the gradient of the input, every `strideY`-th row's and `strideX`-th column's tap of a kernel
 * [height, width, inputs, outputs] from tap (firstRow, firstColumn) on, in reverse order and transposed, into
 * panels [⌈inputs / 8⌉, rows·columns·outputs, 8].
 */
export function packFlippedTaps(
  weights: usize,
  width: i32,
  inputs: i32,
  outputs: i32,
  firstRow: i32,
  firstColumn: i32,
  strideY: i32,
  strideX: i32,
  rows: i32,
  columns: i32,
  panels: usize,
): void {
  for (let j = 0; j < inputs; j += 8) {
    for (let r = rows - 1; r >= 0; r--) {
      for (let c = columns - 1; c >= 0; c--) {
        const tap = (firstRow + r * strideY) * width + firstColumn + c * strideX;
        packColumns(
          weights + ((<usize>((tap * inputs + j) * outputs)) << 2),
          outputs,
          outputs,
          inputs - j,
          8,
          panels,
        );
        panels += (<usize>outputs) << 5;
      }
    }
  }
}
