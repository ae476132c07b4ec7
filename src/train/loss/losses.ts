import * as tf from '@tensorflow/tfjs';
import { weightedAbsoluteError } from '../../engine/kernels/weighted-error.ts';
import { brightnessDssim } from '../../engine/kernels/dssim.ts';
import { dssim, WINDOW } from './dssim.ts';
import type { StepConfig } from '../config/config.ts';
import type { LossName } from '../config/names.ts';
import type { Loss } from '../training-step.ts';

/**
 * A loss that is the weighted mean of errors, [batch, h, w, 3], over the pixels of each image, and then the
 * mean over the images: so the loss of a batch is the sum of its slices' losses, each times its fraction of
 * the batch. An image whose weights are all zero has loss and gradient 0.
 */
const weightedMean =
  (errorsOf: (reconstruction: tf.Tensor4D, targets: tf.Tensor4D) => tf.Tensor4D): Loss =>
  (reconstruction, targets, weights) =>
    tf.tidy(() => {
      const errors = tf.mean(errorsOf(reconstruction, targets), 3, true); // [batch, h, w, 1]
      const sums = tf.sum(tf.mul(errors, weights), [1, 2, 3]); // [batch]
      const totals = tf.sum(weights, [1, 2, 3]); // [batch]
      const divisors = tf.where(tf.greater(totals, 0), totals, tf.onesLike(totals)); // [batch]
      return tf.mean(tf.div(sums, divisors)); // []
    });

const absoluteErrors = weightedMean((reconstruction, targets) => tf.abs(tf.sub(reconstruction, targets)));

/**
 * The losses by name. Reconstruction and targets are [batch, h, w, 3], values 0 to 1, with weights [batch, h,
 * w, 1], 0 or more; the loss is a scalar, 0 or more.
 */
export const losses: Readonly<Record<LossName, Loss>> = {
  /** Mean absolute error. */
  mae: (...images) =>
    tf.getBackend() === 'wasm' ? weightedAbsoluteError(...images) : absoluteErrors(...images),
  /** Mean squared error. */
  mse: weightedMean(tf.squaredDifference<tf.Tensor4D>),
  /** Structural dissimilarity, (1 − SSIM) / 2. */
  dssim: weightedMean(dssim),
};

const composedDssim = weightedMean((...images) => {
  const [reconstruction, targets] = images.map((colours) => tf.mean<tf.Tensor4D>(colours, 3, true));
  return dssim(reconstruction, targets);
});

/** Structural dissimilarity of brightness alone. */
const dssimOfBrightness: Loss = (...images) =>
  tf.getBackend() === 'wasm' ? brightnessDssim(...images, WINDOW) : composedDssim(...images);

/**
 * The loss of a training: the one that it names, and so many times the structural dissimilarity of brightness.
 * The absolute error of a mouth is a matter of how well it is lit, and small beside that of a whole face's
 * light. SSIM divides by local contrast, so that a mouth counts in the dark too, and is learned sooner.
 */
export const lossOf = ({ loss, dssimWeight }: Pick<StepConfig, 'loss' | 'dssimWeight'>): Loss =>
  dssimWeight === 0
    ? losses[loss]
    : (...images) =>
        tf.tidy(() => tf.add(losses[loss](...images), tf.mul(dssimOfBrightness(...images), dssimWeight)));
