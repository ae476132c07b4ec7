import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { along, axisOf, from, shape, size, type DifferentiableOp } from './example.ts';

export const slicing: Readonly<Record<string, DifferentiableOp>> = {
  concat: {
    examples: from(
      fc.record({
        dims: shape(1, 4),
        axis: fc.nat(3),
        lengths: fc.array(size(1, 4), { minLength: 2, maxLength: 4 }),
      }),
      ({ dims, axis, lengths }) => ({
        shapes: lengths.map((length) => dims.with(axisOf(axis, dims), length)),
        apply: (...parts) => tf.concat(parts, axisOf(axis, dims)),
      }),
    ),
  },
  stack: {
    examples: from(
      fc.record({ dims: shape(1, 3), count: size(1, 4), axis: fc.nat(3) }),
      ({ dims, count, axis }) => ({
        shapes: Array.from({ length: count }, () => dims),
        apply: (...parts) => tf.stack(parts, axisOf(axis, dims)),
      }),
    ),
  },
  unstack: along((x, axis) => tf.addN(tf.unstack(x, axis).map((part, i) => tf.mul(part, i + 1)))),
  slice: {
    examples: from(
      fc.array(fc.tuple(size(1, 5), fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 4 }),
      (axes) => {
        const begin = axes.map(([length, first]) => first % length);
        const sizes = axes.map(([length, , extent], i) => 1 + (extent % (length - begin[i])));
        return { shapes: [axes.map(([length]) => length)], apply: (x) => tf.slice(x, begin, sizes) };
      },
    ),
  },
  split: {
    examples: from(
      fc.record({
        dims: shape(1, 4),
        axis: fc.nat(3),
        lengths: fc.array(size(1, 4), { minLength: 2, maxLength: 3 }),
      }),
      ({ dims, axis, lengths }) => {
        const at = axisOf(axis, dims);
        return {
          shapes: [
            dims.with(
              at,
              lengths.reduce((a, b) => a + b),
            ),
          ],
          // Each part counts differently, the first not at all.
          apply: (x) => tf.addN(tf.split(x, lengths, at).map((part, i) => tf.mul(tf.sum(part), i))),
        };
      },
    ),
  },
  tile: {
    examples: from(fc.array(fc.tuple(size(1, 4), size(1, 3)), { minLength: 1, maxLength: 4 }), (axes) => ({
      shapes: [axes.map(([length]) => length)],
      apply: (x) =>
        tf.tile(
          x,
          axes.map(([, repeats]) => repeats),
        ),
    })),
  },
  gather: {
    examples: from(
      fc.record({
        dims: shape(1, 4),
        axis: fc.nat(3),
        indices: fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }),
      }),
      ({ dims, axis, indices }) => {
        const at = axisOf(axis, dims);
        const places = indices.map((index) => index % dims[at]);
        return { shapes: [dims], apply: (x) => tf.gather(x, tf.tensor1d(places, 'int32'), at) };
      },
    ),
  },
  reverse: along((x, axis) => tf.reverse(x, axis)),
};
