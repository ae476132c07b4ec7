import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { along, flag, from, shape, type DifferentiableOp } from './example.ts';

const reduction = (
  apply: (x: tf.Tensor, axes: number[] | undefined, keepDims: boolean) => tf.Tensor,
  positive?: true,
  mostRank = 4,
): DifferentiableOp => ({
  examples: from(
    fc.record({ dims: shape(1, mostRank), mask: fc.nat(15), keepDims: flag }),
    ({ dims, mask, keepDims }) => {
      const axes = dims.flatMap((_, i) => ((mask >> i) & 1 ? [i] : []));
      return { shapes: [dims], apply: (x) => apply(x, axes.length > 0 ? axes : undefined, keepDims) };
    },
  ),
  ...(positive && { positive }),
});

export const reductions: Readonly<Record<string, DifferentiableOp>> = {
  logSumExp: reduction((x, axes, keepDims) => tf.logSumExp(x, axes, keepDims)),
  moments: reduction((x, axes, keepDims) => {
    const { mean, variance } = tf.moments(x, axes, keepDims);
    return tf.stack([mean, variance]);
  }),
  sum: reduction((x, axes, keepDims) => tf.sum(x, axes, keepDims)),
  mean: reduction((x, axes, keepDims) => tf.mean(x, axes, keepDims)),
  max: reduction((x, axes, keepDims) => tf.max(x, axes, keepDims)),
  min: reduction((x, axes, keepDims) => tf.min(x, axes, keepDims)),
  prod: reduction((x, axes, keepDims) => tf.prod(x, axes, keepDims), true, 2),
  norm: reduction((x, axes, keepDims) => tf.norm(x, 'euclidean', axes?.slice(0, 2), keepDims), true),
  norm1: reduction((x, axes, keepDims) => tf.norm(x, 1, axes?.slice(0, 1) ?? 0, keepDims)),
  cumsum: along((x, axis) => tf.cumsum(x, axis)),
  cumsumExclusive: along((x, axis) => tf.cumsum(x, axis, true, true)),
};
