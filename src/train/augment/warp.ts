import { invert, type Point, type Similarity } from '../../extract/similarity.ts';
import { umeyama } from '../../extract/umeyama.ts';
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
 * The random warp of deepfakes/faceswap (2017, `random_warp` in lib/image_augmentation.py): a grid of 5 × 5
 * control points over the crop, each displaced by a normal deviate. With a warped input and a target that is
 * not, the networks cannot learn to copy pixels.
 *
 * There the grid lies over the middle 160 pixels of a picture of 256 (its points at 48, 88, 128, 168 and 208),
 * displaced by 5 pixels. Here it lies over the whole crop, which is those 160 pixels, and beyond its edges the
 * edge repeats. It hardly matters: even with `randomAffine`, only 9 % of the pixels come from beyond an edge,
 * and 1 % of those of the inner face.
 *
 * There the target moves along: see {@link nearestSimilarity}. With the warp `on` it stays where it is.
 */
export const randomControlGrid = (random: Random): ControlGrid =>
  Float32Array.from({ length: 2 * POINTS * POINTS }, () => DEVIATION * normal(random));

/**
 * Interpolates the displacements bilinearly for every pixel.
 * @param side 2 or more.
 * @param inset how far inside the crop's edges the outermost control points lie, in pixels: half a pixel puts
 * them on the outermost pixels; 0 on the edges, as in 2017 (a grid resized to 80 × 80, of which the middle 64
 * × 64 are used).
 */
export function upsampleGrid(grid: ControlGrid, side: number, inset = 0.5): FlowField {
  const result = new Float32Array(2 * side * side);
  const { cells, fractions } = gridAxis(side, inset);
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

/** By the side of the crop and the inset of {@link upsampleGrid}: there is hardly ever more than one. */
const axes = new Map<string, GridAxis>();

function gridAxis(side: number, inset: number): GridAxis {
  const key = `${side} ${inset}`;
  let axis = axes.get(key);
  if (axis === undefined) {
    const places = Float64Array.from(
      { length: side },
      (_, i) => ((i + 0.5 - inset) / (side - 2 * inset)) * (POINTS - 1),
    );
    const cells = Uint8Array.from(places, (place) => Math.min(POINTS - 2, Math.floor(place)));
    axis = { cells, fractions: places.map((place, i) => place - cells[i]) };
    axes.set(key, axis);
  }
  return axis;
}

/**
 * The similarity transform nearest to a warp, by which the target moved in 2017: what the whole warp turns,
 * zooms and shifts is then the same in input and target, and the networks need only undo the rest. There,
 * `umeyama` maps the displaced points to the regular ones, and the target is drawn by the inverse.
 *
 * There, the target's pixels were also half a pixel further up and left than the input's: the regular points
 * were counted from 0 to 64, where the centres of 64 pixels are 0.5 to 63.5. Here the two agree.
 *
 * @returns from a target's pixels to where they are sampled from.
 */
export function nearestSimilarity(grid: ControlGrid, side: number): Similarity {
  const regular = Array.from({ length: POINTS * POINTS }, (_, i): Point => ({
    x: ((i % POINTS) * side) / (POINTS - 1),
    y: (Math.floor(i / POINTS) * side) / (POINTS - 1),
  }));
  const displaced = regular.map(({ x, y }, i): Point => ({
    x: x + side * grid[2 * i],
    y: y + side * grid[2 * i + 1],
  }));
  return invert(umeyama(displaced, regular));
}

/** A standard normal deviate. G. Box and M. Muller, Annals of Mathematical Statistics 29(2), 1958. */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
  return radius * Math.cos(2 * Math.PI * random.unit());
}
