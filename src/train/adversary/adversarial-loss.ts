import * as tf from '@tensorflow/tfjs';

/** A discriminator's scores of some pictures, patch by patch: [batch, h, w, 1], of any size. */
export type PatchScores = tf.Tensor4D;

/**
 * The mean squared difference of scores from what they should be: the least-squares loss of X. Mao et al.,
 * "Least squares generative adversarial networks", ICCV 2017. A discriminator should give true faces 1 and
 * decoded ones 0; an autoencoder's faces should get 1.
 * @param label what all scores should be. @returns a scalar, 0 or more.
 */
export const leastSquaresLoss = (scores: PatchScores, label: number): tf.Scalar =>
  tf.tidy(() => tf.mean(tf.square(tf.sub(scores, label))));

/**
 * The relativistic average least-squares loss of A. Jolicoeur-Martineau, "The relativistic discriminator: a
 * key element missing from standard GAN", ICLR 2019: some faces should score higher by 1 than the others do
 * on average, and the others lower by 1 than these. For a discriminator, the higher ones are true and the
 * others decoded; for an autoencoder it is the other way round. The averages are over what this worker has of
 * the batch, so several workers compute another loss than one.
 * @returns a scalar, 0 or more.
 */
export const relativisticLoss = (higher: PatchScores, lower: PatchScores): tf.Scalar =>
  tf.tidy(() => {
    const above = tf.sub(tf.sub(higher, tf.mean(lower)), 1);
    const below = tf.add(tf.sub(lower, tf.mean(higher)), 1);
    return tf.add(tf.mean(tf.square(above)), tf.mean(tf.square(below)));
  });
