import * as tf from '@tensorflow/tfjs';
import { register } from '../register.ts';

interface Range {
  readonly clipValueMin: number;
  readonly clipValueMax: number;
}

/** The stock kernels turn a NaN into a finite number, and so would hide a training that diverges. */
export function registerClipping(): void {
  register<Range>('ClipByValue', ({ heap, inputs, attrs: { clipValueMin, clipValueMax }, fallback }) => {
    const x = inputs['x']!;
    if (x.dtype !== 'float32') return fallback();
    const y = heap.output(x.shape);
    const count = tf.util.sizeFromShape(x.shape);
    heap.kernels.clip(heap.address(x), heap.address(y), count, clipValueMin, clipValueMax);
    return y;
  });

  register('Relu6', ({ heap, inputs, fallback }) => {
    const x = inputs['x']!;
    if (x.dtype !== 'float32') return fallback();
    const y = heap.output(x.shape);
    heap.kernels.clip(heap.address(x), heap.address(y), tf.util.sizeFromShape(x.shape), 0, 6);
    return y;
  });

  for (const [kernelName, name] of [
    ['Maximum', 'maximum'],
    ['Minimum', 'minimum'],
  ] as const) {
    register(kernelName, ({ heap, inputs, fallback }) => {
      const [a, b] = [inputs['a']!, inputs['b']!];
      if (a.dtype !== 'float32') return fallback();
      const take = (a: tf.TensorInfo, b: tf.TensorInfo, y: tf.TensorInfo): tf.TensorInfo => {
        const count = tf.util.sizeFromShape(y.shape);
        heap.kernels[name](heap.address(a), heap.address(b), heap.address(y), count);
        return y;
      };
      if (tf.util.arraysEqual(a.shape, b.shape)) return take(a, b, heap.output(a.shape));
      // The stock kernel broadcasts, and keeps the NaN of its first operand only.
      const [y, swapped] = [fallback(), fallback({ inputs: { a: b, b: a } })];
      take(y, swapped, y);
      heap.release(swapped);
      return y;
    });
  }
}
