import { compose, invert, scaleOf, transform, type Similarity } from '../extract/similarity.ts';
import { gaussian } from './gaussian.ts';

/** A face's position, scale and angle in a frame, as numbers whose mean makes sense. */
interface Stance {
  /** The centre of the face, in pixels of the frame. */
  readonly x: number;
  readonly y: number;
  /** The logarithm of the scale: half and twice as large are equally far from 1. */
  readonly size: number;
  /**
   * Radians, within half a turn of the frame before, so that a face which turns over and over does not spin
   * back.
   */
  readonly angle: number;
}

/**
 * Smooths the jitter of a face found frame by frame: a centred Gaussian over time of the face's centre, size
 * and angle. To smooth a, b, tx and ty would be wrong: the mean of rotated faces shrinks, and tx and ty jump
 * with the angle, which turns about a far corner of the frame.
 *
 * The Gaussian reaches three standard deviations to either side. Near an end of the clip it reaches only as
 * far as that end, equally far to both sides. So a face that moves, grows or turns steadily is unchanged, up
 * to its last frame.
 *
 * @param transforms from each frame of a clip, in order, to a crop of `side` pixels, whose middle is the
 * face's centre.
 * @param sigma the standard deviation in frames; 0 leaves everything as it is.
 * @returns as many.
 * @throws RangeError if the scale of one is 0.
 */
export function smoothTransforms(
  transforms: readonly Similarity[],
  side: number,
  sigma: number,
): Similarity[] {
  const weights = gaussian(sigma);
  const middle = (weights.length - 1) / 2;
  const stances = stancesOf(transforms, side);
  return transforms.map((toCrop, frame) => {
    const reach = Math.min(middle, frame, transforms.length - 1 - frame);
    const window = stances.slice(frame - reach, frame + reach + 1);
    return move(toCrop, side, correction(window, weights.subarray(middle - reach, middle + reach + 1)));
  });
}

function stancesOf(transforms: readonly Similarity[], side: number): Stance[] {
  const stances: Stance[] = [];
  for (const toCrop of transforms) {
    const { x, y } = transform(invert(toCrop), { x: side / 2, y: side / 2 });
    const angle = Math.atan2(toCrop.b, toCrop.a);
    const turns = Math.round(((stances.at(-1)?.angle ?? angle) - angle) / (2 * Math.PI));
    stances.push({ x, y, size: Math.log(scaleOf(toCrop)), angle: angle + 2 * Math.PI * turns });
  }
  return stances;
}

/** The difference of a window's mean from its middle frame: exactly 0 where nothing moves. */
function correction(window: readonly Stance[], weights: Float64Array): Stance {
  const middle = window[(window.length - 1) / 2];
  const sum = weights.reduce((total, weight) => total + weight);
  const mean = (key: keyof Stance) =>
    window.reduce((total, stance, i) => total + weights[i] * (stance[key] - middle[key]), 0) / sum;
  return { x: mean('x'), y: mean('y'), size: mean('size'), angle: mean('angle') };
}

/** The transform of a face moved right by x and down by y, with more scale and rotation. */
function move(toCrop: Similarity, side: number, { x, y, size, angle }: Stance): Similarity {
  const scale = Math.exp(size);
  const a = scale * Math.cos(angle);
  const b = scale * Math.sin(angle);
  const middle = side / 2;
  const aboutMiddle = { a, b, tx: middle - a * middle + b * middle, ty: middle - b * middle - a * middle };
  return compose(aboutMiddle, compose(toCrop, { a: 1, b: 0, tx: -x, ty: -y }));
}
