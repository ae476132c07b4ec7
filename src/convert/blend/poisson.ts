import { clamp } from '../../faces/exact/arithmetic.ts';
import { solve } from './conjugate-gradient.ts';
import { expectLength } from '../expect-length.ts';
import { Multigrid } from './multigrid.ts';

/** About how far a value of the result may lie from the equation's exact solution, in levels of 0 to 255. */
export const POISSON_TOLERANCE = 0.01;

/**
 * Seamless cloning: within a mask the result has the source's gradients, at the mask's edge the target's
 * colours. So a face keeps its features and takes on the colours of the skin and light around it.
 *
 * P. Pérez, M. Gangnet, A. Blake, "Poisson Image Editing", SIGGRAPH 2003, equations 7 and 11. What is solved
 * for is the difference to the source (equation 5), which has no gradients to follow: a smooth membrane
 * through the differences along the edge, and none at all where source and target differ by a constant.
 *
 * @param source [height, width, 3] 0 to 255. @param target of the same size. @param mask [height, width], 0
 *   to 1: pixels of one half and more are cloned, save those on the picture's own edge, which always are the
 *   target's (the paper lets them go without the neighbours that they lack).
 * @returns a new picture, 0 to 255, within about POISSON_TOLERANCE of the exact solution.
 * @throws RangeError if their sizes differ.
 */
export function poissonBlend(
  source: Float32Array,
  target: Float32Array,
  mask: Float32Array,
  width: number,
  height: number,
): Float32Array<ArrayBuffer> {
  expectLength('source', source, 3 * width * height);
  expectLength('target', target, 3 * width * height);
  expectLength('mask', mask, width * height);
  const result = target.slice();
  const box = boxAround(mask, width, height);
  if (!box) return result;
  const { columns, rows } = box;
  /** Where in the pictures each pixel of the box lies. */
  const pixels = Int32Array.from(
    { length: columns * rows },
    (_, p) => (box.top + Math.floor(p / columns)) * width + box.left + (p % columns),
  );
  const inside = Uint8Array.from(pixels, (pixel) => (isCloned(mask, pixel, width, height) ? 1 : 0));
  const grid = new Multigrid(inside, columns, rows);
  const known = new Float64Array(pixels.length);
  for (let channel = 0; channel < 3; channel++) {
    pixels.forEach((pixel, p) => {
      const i = 3 * pixel + channel;
      known[p] = inside[p] === 0 ? target[i] - source[i] : 0;
    });
    const b = known.map((_, p) =>
      inside[p] === 0 ? 0 : known[p - 1] + known[p + 1] + known[p - columns] + known[p + columns],
    );
    const membrane = solve(grid, b, POISSON_TOLERANCE);
    pixels.forEach((pixel, p) => {
      const i = 3 * pixel + channel;
      if (inside[p] !== 0) result[i] = clamp(source[i] + membrane[p], 0, 255);
    });
  }
  return result;
}

/** Whether a pixel is cloned: it is in the mask, and has four neighbours. */
function isCloned(mask: Float32Array, pixel: number, width: number, height: number): boolean {
  const x = pixel % width;
  const y = Math.floor(pixel / width);
  return mask[pixel] >= 0.5 && x > 0 && y > 0 && x < width - 1 && y < height - 1;
}

/**
 * The cloned pixels and one pixel more on each side, first and last columns and rows. Undefined if none is
 * cloned.
 */
function boxAround(mask: Float32Array, width: number, height: number) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (!isCloned(mask, pixel, width, height)) continue;
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    left = Math.min(left, x - 1);
    right = Math.max(right, x + 1);
    top = Math.min(top, y - 1);
    bottom = Math.max(bottom, y + 1);
  }
  if (left >= right) return undefined;
  return { left, top, columns: right - left + 1, rows: bottom - top + 1 };
}
