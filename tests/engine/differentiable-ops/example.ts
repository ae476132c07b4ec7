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

export const size = (min: number, max: number) => fc.integer({ min, max });
export const shape = (minRank: number, maxRank: number, most = 4): Dims =>
  fc.array(size(1, most), { minLength: minRank, maxLength: maxRank });
/** [batch, height, width, channels]. */
export const images = (least = 1, most = 7): Dims =>
  fc.tuple(size(1, 2), size(least, most), size(least, most), size(1, 9));
export const flag = fc.boolean();

export const image = (x: tf.Tensor) => x as tf.Tensor4D;

/** An example from the parameters that are drawn; they are also its label. */
export const from = <T>(
  parameters: fc.Arbitrary<T>,
  make: (drawn: T) => Omit<Example, 'label'>,
): fc.Arbitrary<Example> => parameters.map((drawn) => ({ ...make(drawn), label: JSON.stringify(drawn) }));

export const unary = (apply: (x: tf.Tensor) => tf.Tensor, positive?: true): DifferentiableOp => ({
  examples: from(shape(1, 4), (dims) => ({ shapes: [dims], apply })),
  ...(positive && { positive }),
});

export const axisOf = (axis: number, dims: readonly number[]): number => axis % dims.length;

/** An operation along one axis. */
export const along = (apply: (x: tf.Tensor, axis: number) => tf.Tensor): DifferentiableOp => ({
  examples: from(fc.record({ dims: shape(1, 4), axis: fc.nat(3) }), ({ dims, axis }) => ({
    shapes: [dims],
    apply: (x) => apply(x, axisOf(axis, dims)),
  })),
});
