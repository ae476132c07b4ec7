import * as tf from '@tensorflow/tfjs';

// Z. Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE
// Transactions on Image Processing 13(4), 2004: a Gaussian window of 11 × 11, σ = 1.5, K₁ = 0.01, K₂ = 0.03,
// for values 0 to 1.
const RADIUS = 5;
const SIGMA = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/**
 * Structural dissimilarity at every pixel, (1 − SSIM) / 2 with equation 13 of the paper, channel by channel.
 * At the edges the window is cut off and normalized again. Flat images are no special case: the constants
 * keep both divisors above 0.
 * [batch, h, w, channels] twice, values 0 to 1 → the same shape, 0 to 1
 */
export const dssim = (a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D =>
  tf.tidy(() => {
    const [, height, width] = a.shape;
    const vertical = gaussianMatrix(height);
    const horizontal = gaussianMatrix(width);
    // A separable filter as two matrix products: a convolution from one channel to one is slow.
    const mean = (x: tf.Tensor) => tf.matMul(tf.matMul(vertical, x), horizontal, false, true);

    const [x, y] = [a, b].map((images) => tf.transpose(images, [0, 3, 1, 2])); // [batch, channels, h, w]
    const [meanX, meanY] = [mean(x), mean(y)];
    const product = tf.mul(meanX, meanY);
    const squares = tf.add(tf.square(meanX), tf.square(meanY));
    const covariance = tf.sub(mean(tf.mul(x, y)), product);
    const variances = tf.sub(mean(tf.add(tf.square(x), tf.square(y))), squares);
    const similarity = tf.div(
      tf.mul(tf.add(tf.mul(product, 2), C1), tf.add(tf.mul(covariance, 2), C2)),
      tf.mul(tf.add(squares, C1), tf.add(variances, C2)),
    );
    return tf.transpose(tf.div(tf.sub(1, similarity), 2), [0, 2, 3, 1]);
  });

/** The window along one axis, which is the same along the other. */
export const WINDOW: readonly number[] = Array.from({ length: 2 * RADIUS + 1 }, (_, i) =>
  Math.exp(-((i - RADIUS) ** 2) / (2 * SIGMA ** 2)),
);

/** The Gaussian filter along one axis as a matrix: [length, length], every row adds up to 1. */
function gaussianMatrix(length: number): tf.Tensor2D {
  const rows = Array.from({ length }, (_, centre) => {
    const row = Array.from({ length }, (_, i) =>
      Math.abs(i - centre) > RADIUS ? 0 : WINDOW[i - centre + RADIUS],
    );
    const sum = row.reduce((total, value) => total + value);
    return row.map((value) => value / sum);
  });
  return tf.tensor2d(rows);
}
