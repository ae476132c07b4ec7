import type { Similarity } from '../../extract/similarity.ts';
import { gaussian } from '../gaussian.ts';
import { move, stanceOf, type Stance } from './stance.ts';

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

/**
 * The stances of a clip. Each angle is within half a turn of the one before, so that a face which turns over and
 * over does not spin back.
 */
function stancesOf(transforms: readonly Similarity[], side: number): Stance[] {
  const stances: Stance[] = [];
  for (const toCrop of transforms) {
    const stance = stanceOf(toCrop, side);
    const turns = Math.round(((stances.at(-1)?.angle ?? stance.angle) - stance.angle) / (2 * Math.PI));
    stances.push({ ...stance, angle: stance.angle + 2 * Math.PI * turns });
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
