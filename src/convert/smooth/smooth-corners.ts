import type { Similarity } from '../../extract/similarity.ts';
import { KalmanFilter, type KalmanNoise } from './kalman-filter.ts';
import { move, stanceOf, type Stance } from './stance.ts';

const PROCESS_NOISE = 3e-3;
/**
 * In squared pixels of the frame, as in faceswap-GAN v2.2, which leaves the measurement noise as OpenCV's
 * `KalmanFilter` has it: the identity. There, 200 predictions come before the first measurement; they leave the
 * velocity as uncertain as it is here.
 */
const NOISE: KalmanNoise = { process: PROCESS_NOISE, measurement: 1, firstVelocity: 200 * PROCESS_NOISE };

/**
 * Smooths the jitter of a face found frame by frame, as faceswap-GAN v2.2 does: by two Kalman filters, of the top
 * left and the bottom right corner of its box. The box here is the crop's, turned upright. So place and size are
 * smoothed, and each frame keeps its angle. As there, a measurement corrects a filter, and what the filter then
 * predicts is taken: the place in the frame to come.
 *
 * The filters see no later frames. Where a face at rest begins to move, they lag by up to 1.3 frames, and catch up
 * after ten. From then on, what they predict is a frame ahead of a steady motion. Where it stops, they overshoot by
 * as far as it went in 2.3 frames. `smoothTransforms` with σ = 1 frame, which sees later frames, does neither, and
 * takes away as much jitter.
 *
 * The first frame keeps its place. In faceswap-GAN the filters begin in the picture's corner, and take the first
 * measurement for a motion from there: the box of a face that holds still 500 pixels from it is up to 5.7 pixels
 * off, and more than one for ten frames.
 *
 * @param transforms from each frame of a clip, in order, to a crop of `side` pixels, whose middle is the face's
 * centre.
 * @returns as many. Where a face suddenly shrinks so much that no box is left of what is predicted, the frame's
 * own.
 * @throws RangeError if the scale of one is 0.
 */
export function smoothCorners(transforms: readonly Similarity[], side: number): Similarity[] {
  const stances = transforms.map((toCrop) => stanceOf(toCrop, side));
  const measured = stances.map((stance) => cornersOf(stance, side));
  const predicted = [0, 1, 2, 3].map((i) => predictions(measured.map((corners) => corners[i])));
  return transforms.map((toCrop, frame) => {
    const [left, top, right, bottom] = predicted.map((coordinates) => coordinates[frame]);
    // All filters are linear and alike: the box stays a square.
    const width = right - left;
    if (width <= 0) return toCrop;
    const { x, y, size } = stances[frame];
    return move(toCrop, side, {
      x: (left + right) / 2 - x,
      y: (top + bottom) / 2 - y,
      size: Math.log(side / width) - size,
      angle: 0,
    });
  });
}

/** Left, top, right and bottom of an upright box, in pixels of the frame. */
function cornersOf({ x, y, size }: Stance, side: number): readonly number[] {
  const half = side / Math.exp(size) / 2;
  return [x - half, y - half, x + half, y + half];
}

/** What a filter predicts after each measurement of a coordinate. */
function predictions(measured: readonly number[]): number[] {
  const filter = new KalmanFilter(measured[0], NOISE);
  return measured.map((value, frame) => {
    if (frame > 0) filter.correct(value);
    return filter.predict();
  });
}
