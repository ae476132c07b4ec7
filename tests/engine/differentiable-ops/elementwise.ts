import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { flag, from, shape, size, unary, type DifferentiableOp } from './example.ts';

/**
 * Two operands of equal shape, or the second broadcast: some of its axes of length one, some of its first
 * missing.
 */
const binary = (
  apply: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  positive?: true,
  swaps: fc.Arbitrary<boolean> = flag,
): DifferentiableOp => ({
  examples: from(
    fc.record({ dims: shape(1, 4), ones: fc.nat(15), missing: fc.nat(3), swap: swaps }),
    (drawn) => {
      const { dims, ones, missing, swap } = drawn;
      const other = dims.map((length, i) => ((ones >> i) & 1 ? 1 : length)).slice(missing);
      return { shapes: swap ? [other, dims] : [dims, other], apply };
    },
  ),
  ...(positive && { positive }),
});

export const elementwise: Readonly<Record<string, DifferentiableOp>> = {
  relu: unary(tf.relu),
  relu6: unary(tf.relu6),
  leakyRelu: unary((x) => tf.leakyRelu(x, 0.1)),
  prelu: binary((x, alpha) => tf.prelu(x, alpha), undefined, fc.constant(false)),
  elu: unary(tf.elu),
  selu: unary(tf.selu),
  sigmoid: unary(tf.sigmoid),
  tanh: unary(tf.tanh),
  softplus: unary(tf.softplus),
  abs: unary(tf.abs),
  neg: unary(tf.neg),
  sign: unary(tf.sign),
  square: unary(tf.square),
  exp: unary(tf.exp),
  expm1: unary(tf.expm1),
  sin: unary(tf.sin),
  cos: unary(tf.cos),
  erf: unary(tf.erf),
  floor: unary((x) => tf.mul(tf.floor(x), x)),
  sqrt: unary(tf.sqrt, true),
  rsqrt: unary(tf.rsqrt, true),
  reciprocal: unary(tf.reciprocal, true),
  log: unary(tf.log, true),
  log1p: unary(tf.log1p, true),
  clipByValue: unary((x) => tf.clipByValue(x, -0.5, 1)),
  step: unary((x) => tf.mul(tf.step(x, 0.2), x)),
  add: binary(tf.add),
  sub: binary(tf.sub),
  mul: binary(tf.mul),
  div: binary(tf.div, true),
  pow: binary(tf.pow, true),
  mod: { ...binary(tf.mod, true), jumps: true },
  atan2: binary(tf.atan2, true),
  maximum: binary(tf.maximum),
  minimum: binary(tf.minimum),
  squaredDifference: binary(tf.squaredDifference),
  addN: {
    examples: from(fc.record({ dims: shape(1, 4), count: size(1, 4) }), ({ dims, count }) => ({
      shapes: Array.from({ length: count }, () => dims),
      apply: (...terms) => tf.addN(terms),
    })),
  },
  where: {
    examples: from(shape(1, 4), (dims) => ({
      shapes: [dims, dims],
      apply: (a, b) => tf.where(tf.greater(a, b), tf.mul(a, 2), tf.add(a, b)),
    })),
  },
  dropout: unary((x) => tf.dropout(x, 0.4, undefined, 3)),
};
