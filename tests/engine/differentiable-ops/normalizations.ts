import * as tf from '@tensorflow/tfjs';
import { from, images, unary, type DifferentiableOp } from './example.ts';

export const normalizations: Readonly<Record<string, DifferentiableOp>> = {
  softmax: unary((x) => tf.softmax(x)),
  logSoftmax: unary((x) => tf.logSoftmax(x)),
  batchNorm: {
    examples: from(images(), (dims) => ({
      shapes: [dims, [dims[3]], [dims[3]]],
      apply: (x, scale, offset) => {
        const { mean, variance } = tf.moments(x, [0, 1, 2]);
        return tf.batchNorm(
          x as tf.Tensor4D,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          offset as tf.Tensor1D,
          scale as tf.Tensor1D,
          1e-1,
        );
      },
    })),
  },
  layerNorm: {
    examples: from(images(), (dims) => ({
      shapes: [dims, [dims[3]], [dims[3]]],
      apply: (x, scale, offset) => {
        const { mean, variance } = tf.moments(x, -1, true);
        return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-1))), scale), offset);
      },
    })),
  },
};
