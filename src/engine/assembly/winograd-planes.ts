import { copy } from './fill';
import { transpose4 } from './panels';
import { multiply } from './tile';
import { transformGradient, transformInput } from './winograd';
import { transformOutput } from './winograd-inverse';

// Each of a tile's 36 elements has a plane of its own, a matrix over tiles and channels, `plane` bytes after
// the one before; planes are multiplied one by one. A plane's size is no power of two, or all 36 would fall
// upon the same lines of the cache.
//
// Transforms go four tiles by sixteen channels at a time: sixteen channels are a line of the cache, which is
// then read once, and the four tiles' results make whole lines too.

/**
 * Floats of scratch memory that these functions need: sixteen times 36 vectors, and 36 more for the
 * transforms.
 */
export const WINOGRAD_WORK: i32 = 17 * 36 * 4;

const SCRATCH: usize = 16 * 36 * 16;

/**
 * Transforms 6 × 6 inputs of each tile, into panels [⌈tiles / 4⌉, channels, 4 tiles] of each plane: the left
 * factor of the products with the weights.
 *
 * @param x        images with zeros around; tile t begins at the byte offset offsets[t]
 * @param channels a multiple of four
 * @param groupStep bytes from four tiles to the next four
 */
export function winogradInput(
  x: usize,
  offsets: usize,
  tiles: i32,
  rowStep: usize,
  columnStep: usize,
  channels: i32,
  v: usize,
  plane: usize,
  groupStep: usize,
  work: usize,
): void {
  const scratch = work + SCRATCH;
  for (let t = 0; t < tiles; t += 4) {
    for (let c = 0; c < channels; c += 16) {
      const vectors = min(channels - c, 16) >> 2;
      for (let i = 0; i < 4; i++) {
        // The last tile fills up the last four.
        let from = x + load<u32>(offsets + ((<usize>min(t + i, tiles - 1)) << 2)) + ((<usize>c) << 2);
        let to = work + ((<usize>i) << 4);
        for (let j = 0; j < vectors; j++) {
          transformInput(from, rowStep, columnStep, to, 256, scratch);
          from += 16;
          to += 64;
        }
      }
      let at = work;
      let row = v + ((<usize>c) << 4);
      for (let element = 0; element < 36; element++) {
        let from = at;
        let to = row;
        for (let j = 0; j < vectors; j++) {
          transpose4(v128.load(from), v128.load(from, 16), v128.load(from, 32), v128.load(from, 48), to, 16);
          from += 64;
          to += 64;
        }
        at += 256;
        row += plane;
      }
    }
    v += groupStep;
  }
}

/** The same, into panels [channels / 4, tiles, 4 channels]: the left factor of the weights' gradient. */
export function winogradInputColumns(
  x: usize,
  offsets: usize,
  tiles: i32,
  rowStep: usize,
  columnStep: usize,
  channels: i32,
  v: usize,
  plane: usize,
  panelStep: usize,
  work: usize,
): void {
  for (let t = 0; t < tiles; t += 4) {
    for (let c = 0; c < channels; c += 16) {
      const end = min(channels, c + 16);
      for (let i = t; i < min(t + 4, tiles); i++) {
        const from = x + load<u32>(offsets + ((<usize>i) << 2));
        const to = v + ((<usize>i) << 4);
        for (let j = c; j < end; j += 4) {
          const panel = to + <usize>(j >> 2) * panelStep;
          transformInput(from + ((<usize>j) << 2), rowStep, columnStep, panel, plane, work);
        }
      }
    }
  }
}

/**
 * Transforms 4 × 4 output gradients of each tile, into panels [channels / 8, tiles, 8 channels] of each
 * plane.
 */
export function winogradGradient(
  dy: usize,
  offsets: usize,
  tiles: i32,
  rowStep: usize,
  columnStep: usize,
  channels: i32,
  z: usize,
  plane: usize,
  panelStep: usize,
  work: usize,
): void {
  for (let t = 0; t < tiles; t += 4) {
    for (let c = 0; c < channels; c += 16) {
      const end = min(channels, c + 16);
      for (let i = t; i < min(t + 4, tiles); i++) {
        const from = dy + load<u32>(offsets + ((<usize>i) << 2));
        const to = z + ((<usize>i) << 5);
        for (let j = c; j < end; j += 4) {
          const panel = to + <usize>(j >> 3) * panelStep + ((<usize>(j & 4)) << 2);
          transformGradient(from + ((<usize>j) << 2), rowStep, columnStep, panel, plane, work);
        }
      }
    }
  }
}

/**
 * The products at elements [firstRow, endRow) × [firstColumn, endColumn) of the 6 × 6: `multiply` for each
 * plane, and each of `panels` panels of the right factor, `bPanel` bytes apart.
 */
export function multiplyPlanes(
  a: usize,
  aPlane: usize,
  aPanel: usize,
  b: usize,
  bPlane: usize,
  bPanel: usize,
  panels: i32,
  k: i32,
  c: usize,
  cPlane: usize,
  rows: usize,
  m: i32,
  start: usize,
  firstRow: i32,
  endRow: i32,
  firstColumn: i32,
  endColumn: i32,
): void {
  for (let row = firstRow; row < endRow; row++) {
    for (let column = firstColumn; column < endColumn; column++) {
      const element = <usize>(6 * row + column);
      let right = b + element * bPlane;
      let product = c + element * cPlane;
      for (let panel = 0; panel < panels; panel++) {
        multiply(a + element * aPlane, 16, aPanel, right, 32, k, product, rows, m, 8, start);
        right += bPanel;
        product += 32;
      }
    }
  }
}

/**
 * Transforms the products of tiles [firstTile, firstTile + tiles) back to 4 × 4 outputs each, and adds the
 * bias. What hangs over the edge of an image, or past the last channel, is left out.
 *
 * @param m       planes of [tiles, columns]; a tile's products are `mStep` bytes after those of the one before
 * @param y       images of height × width pixels, rowStep and columnStep bytes apart
 * @param start   bias, padded to a multiple of four
 * @param rows    rows of elements that were computed, 5 or 6; `columns` likewise
 */
export function winogradOutput(
  m: usize,
  plane: usize,
  mStep: usize,
  firstTile: i32,
  tiles: i32,
  tilesDown: i32,
  tilesAcross: i32,
  y: usize,
  imageStep: usize,
  rowStep: usize,
  columnStep: usize,
  height: i32,
  width: i32,
  channels: i32,
  start: usize,
  rows: i32,
  columns: i32,
  work: usize,
): void {
  const scratch = work + SCRATCH;
  for (let t = firstTile; t < firstTile + tiles; t++) {
    const image = t / (tilesDown * tilesAcross);
    const inImage = t - image * tilesDown * tilesAcross;
    const row = inImage / tilesAcross;
    const column = inImage - row * tilesAcross;
    const inHeight = height - 4 * row;
    const inWidth = width - 4 * column;
    const tile = y + <usize>image * imageStep + <usize>(4 * row) * rowStep + <usize>(4 * column) * columnStep;
    for (let c = 0; c < channels; c += 4) {
      const at = (<usize>c) << 2;
      const bias = v128.load(start + at);
      if (inHeight >= 4 && inWidth >= 4 && c + 4 <= channels) {
        transformOutput(m + at, plane, rows, columns, bias, tile + at, rowStep, columnStep, scratch);
      } else {
        transformOutput(m + at, plane, rows, columns, bias, work, 64, 16, scratch);
        const count = min(channels - c, 4);
        for (let i = 0; i < min(inHeight, 4); i++) {
          for (let j = 0; j < min(inWidth, 4); j++) {
            const to = tile + at + <usize>i * rowStep + <usize>j * columnStep;
            copy(work + ((<usize>(4 * i + j)) << 4), to, count);
          }
        }
      }
    }
    m += mStep;
  }
}
