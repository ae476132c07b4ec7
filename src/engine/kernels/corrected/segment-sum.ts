import * as tf from '@tensorflow/tfjs';
import { register } from '../register.ts';

/** What the gradient of `tf.gather` needs, and the backend lacks. */
export function registerSegmentSum(): void {
  register<{ numSegments: number }>(
    'UnsortedSegmentSum',
    ({ heap, inputs, attrs: { numSegments }, fallback }) => {
      const x = inputs['x']!;
      const ids = inputs['segmentIds']!;
      if (x.dtype !== 'float32') return fallback();
      const rows = tf.util.sizeFromShape(ids.shape);
      const inner = x.shape.slice(ids.shape.length);
      const sums = heap.output([numSegments, ...inner]);
      heap.kernels.segmentSum(
        heap.address(x),
        heap.address(ids),
        rows,
        tf.util.sizeFromShape(inner),
        numSegments,
        heap.address(sums),
      );
      return sums;
    },
  );
}
