import * as tf from '@tensorflow/tfjs';
import { dssim } from './dssim.ts';
import type { LossName } from './names.ts';
import type { Loss } from './training-step.ts';

/**
 * A loss that is the mean of errors, [batch, h, w, 3], over the pixels of each picture by their weights, and then over the pictures, so
 * that the losses of parts of a batch add up to its own by their shares.
 */
const meanOf =
  (errorsOf: (painted: tf.Tensor4D, targets: tf.Tensor4D) => tf.Tensor4D): Loss =>
  (painted, targets, weights) =>
    tf.tidy(() => {
      const errors = tf.mean(errorsOf(painted, targets), 3, true); // [batch, h, w, 1]
      const sums = tf.sum(tf.mul(errors, weights), [1, 2, 3]); // [batch]
      return tf.mean(tf.div(sums, tf.sum(weights, [1, 2, 3]))); // []
    });

/** How painted faces can be compared with what they should be: values of both 0 to 1, the loss 0 or more. */
export const losses: Readonly<Record<LossName, Loss>> = {
  /** Mean absolute error. */
  mae: meanOf((painted, targets) => tf.abs(tf.sub(painted, targets))),
  /** Mean squared error. */
  mse: meanOf(tf.squaredDifference<tf.Tensor4D>),
  /** Structural dissimilarity. */
  dssim: meanOf(dssim),
};
