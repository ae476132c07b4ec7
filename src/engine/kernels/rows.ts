import * as tf from '@tensorflow/tfjs';
import { register } from './register.ts';

const FLOAT = 4;

const product = (shape: readonly number[]): number => tf.util.sizeFromShape([...shape]);

/**
 * Operations that only move values. The stock kernels take one value at a time, or a few through JavaScript:
 * as a part of `classroom`'s step they took longer than Adam.
 */
export function registerRows(): void {
  register<{ readonly axis: number }>('Concat', ({ heap, inputs, attrs, fallback }) => {
    const parts = Object.values(inputs) as tf.TensorInfo[];
    const shapes = parts.map((part) => part.shape);
    const [shape] = shapes;
    const axis = tf.util.parseAxisParam(attrs.axis, shape)[0];
    if (parts.some(({ dtype }) => dtype !== 'float32')) return fallback();
    tf.backend_util.assertParamsConsistent(shapes, axis);
    const whole = tf.backend_util.computeOutShape(shapes, axis);
    if (product(whole) === 0) return fallback();
    const y = heap.output(whole);
    const rows = product(shape.slice(0, axis));
    const step = product(whole.slice(axis));
    let to = heap.address(y);
    for (const part of parts) {
      const length = product(part.shape.slice(axis));
      heap.kernels.copyRows(heap.address(part), rows, length, length, to, step);
      to += FLOAT * length;
    }
    return y;
  });

  register<{ readonly reps: readonly number[] }>('Tile', ({ heap, inputs, attrs: { reps }, fallback }) => {
    const x = inputs['x']!;
    const axis = reps.findIndex((times) => times !== 1);
    const once = axis >= 0 && reps.slice(axis + 1).every((times) => times === 1);
    if (x.dtype !== 'float32' || !once || product(x.shape) * reps[axis] === 0) return fallback();
    const y = heap.output(x.shape.map((side, i) => side * reps[i]));
    const rows = product(x.shape.slice(0, axis));
    const length = product(x.shape.slice(axis));
    for (let i = 0; i < reps[axis]; i++) {
      const to = heap.address(y) + FLOAT * i * length;
      heap.kernels.copyRows(heap.address(x), rows, length, length, to, reps[axis] * length);
    }
    return y;
  });

  register<{ readonly dims: number | readonly number[] }>('Reverse', ({ heap, inputs, attrs, fallback }) => {
    const x = inputs['x']!;
    const axes = tf.util.parseAxisParam(attrs.dims as number | number[], x.shape);
    if (x.dtype !== 'float32' || axes.length !== 1 || product(x.shape) === 0) return fallback();
    const [axis] = axes;
    const y = heap.output(x.shape);
    heap.kernels.reverseRows(
      heap.address(x),
      product(x.shape.slice(0, axis)),
      x.shape[axis],
      product(x.shape.slice(axis + 1)),
      heap.address(y),
    );
    return y;
  });
}
