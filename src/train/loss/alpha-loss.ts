import * as tf from '@tensorflow/tfjs';

/**
 * What is asked of α, which has no truth to learn from: that it be small, so that only what must change is
 * replaced; or that it be at least so large, so that enough is.
 */
export type AlphaRule = { readonly kind: 'small' } | { readonly kind: 'at-least'; readonly value: number };

/** Weights beside a reconstruction loss of 1: of an α that is small, that is large enough, that is smooth. */
const SMALL = 0.0012;
const LARGE_ENOUGH = 0.012;
const SMOOTH = 0.012;

/**
 * The loss of α, as in faceswap-GAN v2.2: its mean, or by how much it lacks the value that the rule asks for;
 * and how much it changes from pixel to pixel (total variation). There the weights are 0.01, 0.1 and 0.1,
 * beside errors of pixels from −1 to 1 that are summed up by weights whose mean is 4.1; here the errors are
 * from 0 to 1, and divided by that mean: so the weights are 8.2 times smaller.
 *
 * @param alpha [batch, h, w, 1], 0 to 1. @returns a scalar, 0 or more.
 */
export const alphaLoss = (alpha: tf.Tensor4D, rule: AlphaRule): tf.Scalar =>
  tf.tidy(() => {
    const size =
      rule.kind === 'small'
        ? tf.mul(tf.mean(alpha), SMALL)
        : tf.mul(tf.mean(tf.relu(tf.sub(rule.value, alpha))), LARGE_ENOUGH);
    return tf.add(size, tf.mul(totalVariation(alpha), SMOOTH));
  });

/** The mean absolute difference of neighbours, downwards and to the right. */
function totalVariation(alpha: tf.Tensor4D): tf.Scalar {
  const [batch, height, width] = alpha.shape;
  const down = tf.sub(
    tf.slice(alpha, [0, 1, 0, 0], [batch, height - 1, width, 1]),
    tf.slice(alpha, [0, 0, 0, 0], [batch, height - 1, width, 1]),
  );
  const right = tf.sub(
    tf.slice(alpha, [0, 0, 1, 0], [batch, height, width - 1, 1]),
    tf.slice(alpha, [0, 0, 0, 0], [batch, height, width - 1, 1]),
  );
  return tf.add(tf.mean(tf.abs(down)), tf.mean(tf.abs(right)));
}
