import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { standardise } from '../../../src/engine/kernels/standardise.ts';
import { from, images, shape, size, type DifferentiableOp } from './example.ts';

/** An operation on rows, some longer than a vector of four. */
const byRows = (apply: (x: tf.Tensor) => tf.Tensor): DifferentiableOp => ({
  examples: from(fc.record({ rows: shape(0, 3), length: size(1, 9) }), ({ rows, length }) => ({
    shapes: [[...rows, length]],
    apply,
  })),
});

export const normalizations: Readonly<Record<string, DifferentiableOp>> = {
  softmax: byRows((x) => tf.softmax(x)),
  logSoftmax: byRows((x) => tf.logSoftmax(x)),
  standardise: {
    examples: from(
      fc.record({ dims: fc.oneof(images(), shape(2, 5)), epsilon: fc.constantFrom(1e-3, 0.1) }),
      ({ dims, epsilon }) => ({ shapes: [dims], apply: (x) => standardise(x, epsilon) }),
    ),
  },
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
