import * as tf from '@tensorflow/tfjs';

/**
 * A function that no gradient flows through: in training it is computed as it is in use, and what it computes
 * on the way is given back at once, instead of being kept for a backward pass.
 */
export const stopGradient =
  (compute: (x: tf.Tensor) => tf.Tensor) =>
  (x: tf.Tensor): tf.Tensor =>
    tf.customGrad((input) => ({
      value: compute(input as tf.Tensor),
      gradFunc: () => tf.zerosLike(input as tf.Tensor),
    }))(x);
