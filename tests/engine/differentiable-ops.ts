import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';

/** One differentiable operation, with the shapes of its operands. */
export interface Example {
  readonly shapes: readonly number[][];
  readonly apply: (...operands: tf.Tensor[]) => tf.Tensor;
  /** What a failing test prints. */
  readonly label: string;
}

/** An operation and how its operands are drawn. */
export interface DifferentiableOp {
  readonly examples: fc.Arbitrary<Example>;
  /** Operands are at least 0.5: for logarithms, roots, powers and divisors. */
  readonly positive?: true;
  /** Jumps, or has a gradient by convention: finite differences say nothing of it. */
  readonly jumps?: true;
}

type Dims = fc.Arbitrary<number[]>;

const size = (min: number, max: number) => fc.integer({ min, max });
const shape = (minRank: number, maxRank: number, most = 4): Dims =>
  fc.array(size(1, most), { minLength: minRank, maxLength: maxRank });
/** [batch, height, width, channels]. */
const images = (least = 1, most = 7): Dims =>
  fc.tuple(size(1, 2), size(least, most), size(least, most), size(1, 9));
const padding = fc.constantFrom('same', 'valid');
const strides = fc.tuple(size(1, 2), size(1, 2));
const kernel = fc.constantFrom(1, 3, 4, 5);
const flag = fc.boolean();

const image = (x: tf.Tensor) => x as tf.Tensor4D;

/** An example from the parameters that are drawn; they are also its label. */
const from = <T>(
  parameters: fc.Arbitrary<T>,
  make: (drawn: T) => Omit<Example, 'label'>,
): fc.Arbitrary<Example> => parameters.map((drawn) => ({ ...make(drawn), label: JSON.stringify(drawn) }));

const unary = (apply: (x: tf.Tensor) => tf.Tensor, positive?: true): DifferentiableOp => ({
  examples: from(shape(1, 4), (dims) => ({ shapes: [dims], apply })),
  ...(positive && { positive }),
});

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

const axisOf = (axis: number, dims: readonly number[]): number => axis % dims.length;

/** An operation along one axis. */
const along = (apply: (x: tf.Tensor, axis: number) => tf.Tensor): DifferentiableOp => ({
  examples: from(fc.record({ dims: shape(1, 4), axis: fc.nat(3) }), ({ dims, axis }) => ({
    shapes: [dims],
    apply: (x) => apply(x, axisOf(axis, dims)),
  })),
});

const pool = (
  apply: (
    x: tf.Tensor4D,
    window: [number, number],
    strides: [number, number],
    pad: 'same' | 'valid',
  ) => tf.Tensor,
): DifferentiableOp => ({
  examples: from(
    fc.record({ dims: images(3), window: fc.tuple(size(1, 3), size(1, 3)), strides, pad: padding }),
    ({ dims, window, strides, pad }) => ({
      shapes: [dims],
      apply: (x) => apply(image(x), window, strides, pad),
    }),
  ),
});

type Resize = typeof tf.image.resizeBilinear;

const resize = (apply: Resize, batch: fc.Arbitrary<number>): DifferentiableOp => ({
  examples: from(
    fc.record({
      dims: images(),
      batch,
      to: fc.tuple(size(1, 9), size(1, 9)),
      mode: fc.constantFrom<[boolean, boolean]>([false, false], [true, false], [false, true]),
    }),
    ({ dims, batch, to, mode }) => ({
      shapes: [[batch, ...dims.slice(1)]],
      apply: (x) => apply(image(x), to, ...mode),
    }),
  ),
});

const pads = (most: number) => fc.tuple(size(0, most), size(0, most));

/** Every operation with a gradient that a model here can be made of, by TensorFlow.js's name for it. */
export const differentiableOps: Readonly<Record<string, DifferentiableOp>> = {
  conv2d: {
    examples: from(
      fc.record({
        dims: images(5, 9),
        filters: size(1, 9),
        kernel: fc.tuple(kernel, kernel),
        strides,
        pad: padding,
      }),
      ({ dims, filters, kernel, strides, pad }) => ({
        shapes: [dims, [...kernel, dims[3], filters]],
        apply: (x, w) => tf.conv2d(image(x), image(w), strides, pad),
      }),
    ),
  },
  conv2dTranspose: {
    examples: from(
      fc.record({
        dims: images(1, 5),
        filters: size(1, 9),
        kernel: fc.tuple(kernel, kernel),
        stride: size(1, 2),
        pad: padding,
      }),
      ({ dims: [batch, height, width, channels], filters, kernel, stride, pad }) => {
        const side = (length: number, taps: number) =>
          pad === 'same' ? length * stride : (length - 1) * stride + taps;
        const out: [number, number, number, number] = [
          batch,
          side(height, kernel[0]),
          side(width, kernel[1]),
          filters,
        ];
        return {
          shapes: [
            [batch, height, width, channels],
            [...kernel, filters, channels],
          ],
          apply: (x, w) => tf.conv2dTranspose(image(x), image(w), out, stride, pad),
        };
      },
    ),
  },
  depthwiseConv2d: {
    examples: from(
      fc.record({
        dims: images(5, 9),
        multiplier: size(1, 3),
        kernel: fc.tuple(kernel, kernel),
        stride: size(1, 2),
        pad: padding,
      }),
      ({ dims, multiplier, kernel, stride, pad }) => ({
        shapes: [dims, [...kernel, dims[3], multiplier]],
        apply: (x, w) => tf.depthwiseConv2d(image(x), image(w), stride, pad),
      }),
    ),
  },
  separableConv2d: {
    examples: from(
      fc.record({
        dims: images(5, 9),
        multiplier: size(1, 3),
        filters: size(1, 5),
        kernel,
        stride: size(1, 2),
        pad: padding,
      }),
      ({ dims, multiplier, filters, kernel, stride, pad }) => ({
        shapes: [dims, [kernel, kernel, dims[3], multiplier], [1, 1, dims[3] * multiplier, filters]],
        apply: (x, deep, wide) => tf.separableConv2d(image(x), image(deep), image(wide), stride, pad),
      }),
    ),
  },
  matMul: {
    examples: from(
      fc.record({
        sizes: fc.tuple(size(1, 9), size(1, 9), size(1, 9)),
        batches: fc.constantFrom<[number[], number[]]>(
          [[], []],
          [[2], [2]],
          [[3], [1]],
          [[1], [2]],
          [
            [2, 2],
            [2, 2],
          ],
        ),
        transposeA: flag,
        transposeB: flag,
      }),
      ({ sizes: [m, k, n], batches: [batchA, batchB], transposeA, transposeB }) => ({
        shapes: [
          [...batchA, ...(transposeA ? [k, m] : [m, k])],
          [...batchB, ...(transposeB ? [n, k] : [k, n])],
        ],
        apply: (a, b) => tf.matMul(a, b, transposeA, transposeB),
      }),
    ),
  },
  maxPool: pool(tf.maxPool),
  avgPool: pool(tf.avgPool),
  globalAveragePooling: {
    examples: from(images(), (dims) => ({ shapes: [dims], apply: (x) => tf.mean(x, [1, 2]) })),
  },
  resizeBilinear: resize(tf.image.resizeBilinear, size(1, 3)),
  resizeNearestNeighbor: resize(tf.image.resizeNearestNeighbor, size(1, 3)),
  relu: unary(tf.relu),
  relu6: unary(tf.relu6),
  leakyRelu: unary((x) => tf.leakyRelu(x, 0.1)),
  prelu: binary((x, alpha) => tf.prelu(x, alpha), undefined, fc.constant(false)),
  elu: unary(tf.elu),
  selu: unary(tf.selu),
  sigmoid: unary(tf.sigmoid),
  tanh: unary(tf.tanh),
  softplus: unary(tf.softplus),
  softmax: unary((x) => tf.softmax(x)),
  logSoftmax: unary((x) => tf.logSoftmax(x)),
  logSumExp: reduction((x, axes, keepDims) => tf.logSumExp(x, axes, keepDims)),
  moments: reduction((x, axes, keepDims) => {
    const { mean, variance } = tf.moments(x, axes, keepDims);
    return tf.stack([mean, variance]);
  }),
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
  broadcastTo: {
    examples: from(fc.record({ dims: shape(1, 4), ones: fc.nat(15) }), ({ dims, ones }) => ({
      shapes: [dims.map((length, i) => ((ones >> i) & 1 ? 1 : length))],
      apply: (x) => tf.broadcastTo(x, dims),
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
  depthToSpace: {
    examples: from(fc.record({ dims: images(1, 4), block: size(2, 3) }), ({ dims, block }) => ({
      shapes: [dims.with(3, dims[3] * block ** 2)],
      apply: (x) => tf.depthToSpace(image(x), block, 'NHWC'),
    })),
  },
  sum: reduction((x, axes, keepDims) => tf.sum(x, axes, keepDims)),
  mean: reduction((x, axes, keepDims) => tf.mean(x, axes, keepDims)),
  max: reduction((x, axes, keepDims) => tf.max(x, axes, keepDims)),
  min: reduction((x, axes, keepDims) => tf.min(x, axes, keepDims)),
  prod: reduction((x, axes, keepDims) => tf.prod(x, axes, keepDims), true, 2),
  norm: reduction((x, axes, keepDims) => tf.norm(x, 'euclidean', axes?.slice(0, 2), keepDims), true),
  norm1: reduction((x, axes, keepDims) => tf.norm(x, 1, axes?.slice(0, 1) ?? 0, keepDims)),
  cumsum: along((x, axis) => tf.cumsum(x, axis)),
  cumsumExclusive: along((x, axis) => tf.cumsum(x, axis, true, true)),
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
  oneHot: {
    examples: from(fc.record({ rows: size(1, 4), depth: size(2, 5) }), ({ rows, depth }) => ({
      shapes: [[rows, depth]],
      apply: (x) => tf.mul(tf.oneHot(tf.argMax(x, 1), depth), x),
    })),
  },
  cast: { ...unary((x) => tf.mul(tf.cast(tf.cast(x, 'int32'), 'float32'), x)), jumps: true },
};
