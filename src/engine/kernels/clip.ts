import * as tf from '@tensorflow/tfjs';
import { register } from './register.ts';

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
      const [address, count] = [heap.address.bind(heap), tf.util.sizeFromShape];
      if (tf.util.arraysEqual(a.shape, b.shape)) {
        const y = heap.output(a.shape);
        heap.kernels[name](address(a), address(b), address(y), count(a.shape));
        return y;
      }
      // The stock kernel broadcasts, and keeps the NaN of its first operand only.
      const [y, other] = [fallback(), fallback({ inputs: { a: b, b: a } })];
      heap.kernels[name](address(y), address(other), address(y), count(y.shape));
      heap.release(other);
      return y;
    });
  }
}
