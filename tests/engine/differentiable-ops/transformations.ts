import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { along, from, image, images, shape, size, unary, type DifferentiableOp } from './example.ts';

const pads = (most: number) => fc.tuple(size(0, most), size(0, most));

export const transformations: Readonly<Record<string, DifferentiableOp>> = {
  reshape: unary((x) => tf.reshape(x, [-1, 1])),
  expandDims: along((x, axis) => tf.expandDims(x, axis)),
  transpose: {
    examples: from(
      shape(1, 5).chain((dims) =>
        fc.record({
          dims: fc.constant(dims),
          perm: fc.shuffledSubarray([...dims.keys()], { minLength: dims.length }),
        }),
      ),
      ({ dims, perm }) => ({ shapes: [dims], apply: (x) => tf.transpose(x, perm) }),
    ),
  },
  pad: {
    examples: from(fc.array(fc.tuple(size(1, 4), pads(3)), { minLength: 1, maxLength: 4 }), (axes) => ({
      shapes: [axes.map(([length]) => length)],
      apply: (x) =>
        tf.pad(
          x,
          axes.map(([, around]) => around),
          0.5,
        ),
    })),
  },
  mirrorPad: {
    examples: from(
      fc.record({
        axes: fc.array(fc.tuple(size(3, 5), pads(2)), { minLength: 1, maxLength: 4 }),
        mode: fc.constantFrom('reflect', 'symmetric'),
      }),
      ({ axes, mode }) => ({
        shapes: [axes.map(([length]) => length)],
        apply: (x) =>
          tf.mirrorPad(
            x,
            axes.map(([, around]) => around),
            mode,
          ),
      }),
    ),
  },
  broadcastTo: {
    examples: from(fc.record({ dims: shape(1, 4), ones: fc.nat(15) }), ({ dims, ones }) => ({
      shapes: [dims.map((length, i) => ((ones >> i) & 1 ? 1 : length))],
      apply: (x) => tf.broadcastTo(x, dims),
    })),
  },
  depthToSpace: {
    examples: from(fc.record({ dims: images(1, 4), block: size(2, 3) }), ({ dims, block }) => ({
      shapes: [dims.with(3, dims[3] * block ** 2)],
      apply: (x) => tf.depthToSpace(image(x), block, 'NHWC'),
    })),
  },
  oneHot: {
    examples: from(fc.record({ rows: size(1, 4), depth: size(2, 5) }), ({ rows, depth }) => ({
      shapes: [[rows, depth]],
      apply: (x) => tf.mul(tf.oneHot(tf.argMax(x, 1), depth), x),
    })),
  },
  cast: { ...unary((x) => tf.mul(tf.cast(tf.cast(x, 'int32'), 'float32'), x)), jumps: true },
};
