import type { Random } from '../../faces/index.ts';

/** Points of the grid on a side. */
const POINTS = 5;
/** Standard deviation of a point's shift, in sides of the crop: 5 pixels of a window of 160. */
const DEVIATION = 5 / 160;

/** By how much each point of the grid is seen from beside where it is: [5, 5, 2], x and y in sides of the crop. */
export type ControlGrid = Float32Array<ArrayBuffer>;

/** By how much each pixel of a crop is seen from beside where it is: [side, side, 2], x and y in pixels. */
export type FlowField = Float32Array<ArrayBuffer>;

/**
 * The random warp of deepfakes/faceswap (2017, `random_warp` in training_data.py): a grid of 5 × 5 points over the crop, each shifted
 * by a normal deviate. An encoder that sees a warped face, and a decoder that should paint it as it was, cannot learn to copy pixels.
 *
 * There the grid lay over a window in the middle of a larger picture, and the target was that window moved by the similarity nearest
 * to the warp. Here the grid lies over all of the crop, and the target stays where it is: placement moves both.
 */
export const randomControlGrid = (random: Random): ControlGrid =>
  Float32Array.from({ length: 2 * POINTS * POINTS }, () => DEVIATION * normal(random));

/** A warp of every pixel: between the grid's points, shifts are in proportion. The outermost points are the outermost pixels. */
export function upsampleGrid(warp: ControlGrid, side: number): FlowField {
  const result = new Float32Array(2 * side * side);
  const cells = POINTS - 1;
  for (let row = 0, at = 0; row < side; row++) {
    const y = (row / (side - 1)) * cells;
    const top = Math.min(cells - 1, Math.floor(y));
    const down = y - top;
    for (let column = 0; column < side; column++) {
      const x = (column / (side - 1)) * cells;
      const left = Math.min(cells - 1, Math.floor(x));
      const right = x - left;
      const corner = 2 * (top * POINTS + left);
      const below = corner + 2 * POINTS;
      for (let axis = 0; axis < 2; axis++, at++) {
        result[at] =
          side *
          ((warp[corner + axis] * (1 - right) + warp[corner + 2 + axis] * right) * (1 - down) +
            (warp[below + axis] * (1 - right) + warp[below + 2 + axis] * right) * down);
      }
    }
  }
  return result;
}

/** A standard normal deviate. G. Box and M. Muller, Annals of Mathematical Statistics 29(2), 1958. */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
  return radius * Math.cos(2 * Math.PI * random.unit());
}
