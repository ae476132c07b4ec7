import type { Random } from '../../faces/index.ts';

/** Control points per side of the grid. */
const POINTS = 5;
/**
 * Standard deviation of a control point's displacement, in fractions of the crop's side: 5 pixels of a window
 * of 160.
 */
const DEVIATION = 5 / 160;

/** Displacements of the control points: [5, 5, 2], x and y in fractions of the crop's side. */
export type ControlGrid = Float32Array<ArrayBuffer>;

/** Displacements of the points that a crop's pixels are sampled from: [side, side, 2], x and y in pixels. */
export type FlowField = Float32Array<ArrayBuffer>;

/**
 * The random warp of deepfakes/faceswap (2017, `random_warp` in training_data.py): a grid of 5 × 5 control
 * points over the crop, each displaced by a normal deviate. With a warped input and a target that is not, the
 * networks cannot learn to copy pixels.
 *
 * There the grid lies over a window in the middle of a larger image, and the target is that window under the
 * similarity transform nearest to the warp. Here the grid lies over the whole crop, and the target stays
 * where it is; `randomAffine` moves both.
 */
export const randomControlGrid = (random: Random): ControlGrid =>
  Float32Array.from({ length: 2 * POINTS * POINTS }, () => DEVIATION * normal(random));

/**
 * Interpolates the displacements bilinearly for every pixel. The outermost control points are the outermost
 * pixels.
 * @param side 2 or more.
 */
export function upsampleGrid(grid: ControlGrid, side: number): FlowField {
  const result = new Float32Array(2 * side * side);
  const { cells, fractions } = gridAxis(side);
  for (let row = 0, at = 0; row < side; row++) {
    const down = fractions[row];
    const line = 2 * cells[row] * POINTS;
    for (let column = 0; column < side; column++) {
      const right = fractions[column];
      const corner = line + 2 * cells[column];
      const below = corner + 2 * POINTS;
      for (let axis = 0; axis < 2; axis++, at++) {
        result[at] =
          side *
          ((grid[corner + axis] * (1 - right) + grid[corner + 2 + axis] * right) * (1 - down) +
            (grid[below + axis] * (1 - right) + grid[below + 2 + axis] * right) * down);
      }
    }
  }
  return result;
}

/** Along one axis, for each pixel: the control point before it, and how far it lies on the way to the next. */
interface GridAxis {
  readonly cells: Uint8Array;
  readonly fractions: Float64Array;
}

/** By the side of the crop: there is hardly ever more than one. */
const axes = new Map<number, GridAxis>();

function gridAxis(side: number): GridAxis {
  let axis = axes.get(side);
  if (axis === undefined) {
    const places = Float64Array.from({ length: side }, (_, i) => (i / (side - 1)) * (POINTS - 1));
    const cells = Uint8Array.from(places, (place) => Math.min(POINTS - 2, Math.floor(place)));
    axis = { cells, fractions: places.map((place, i) => place - cells[i]) };
    axes.set(side, axis);
  }
  return axis;
}

/** A standard normal deviate. G. Box and M. Muller, Annals of Mathematical Statistics 29(2), 1958. */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
  return radius * Math.cos(2 * Math.PI * random.unit());
}
