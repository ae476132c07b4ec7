import * as tf from '@tensorflow/tfjs';
import { register } from './register.ts';

interface Reduction {
  readonly axis?: number | number[];
  readonly keepDims: boolean;
}

export function registerSum(): void {
  register<Reduction>('Sum', ({ heap, inputs, attrs: { axis, keepDims }, fallback }) => {
    const x = inputs['x']!;
    const rank = x.shape.length;
    const axes = new Set([axis ?? []].flat().map((a) => (a < 0 ? a + rank : a)));
    // The gradient of a bias: all axes but the last. Adding row by row is a hundred times faster than column
    // by column.
    const columns = rank > 1 && axes.size === rank - 1 && !axes.has(rank - 1) && !keepDims;
    if (!columns || x.dtype !== 'float32') return fallback();
    const length = x.shape.at(-1)!;
    const sums = heap.output([length]);
    heap.kernels.columnSums(
      heap.address(x),
      tf.util.sizeFromShape(x.shape.slice(0, -1)),
      length,
      heap.address(sums),
    );
    return sums;
  });
}
