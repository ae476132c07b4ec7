import * as tf from '@tensorflow/tfjs';
import { register, registerGradient } from './register.ts';

interface Slope {
  readonly alpha: number;
}

/** TensorFlow.js composes this gradient of two kernels; ours goes under a name of its own. */
const GRADIENT = 'LeakyReluGrad';

export function registerLeakyRelu(): void {
  register<Slope>('LeakyRelu', ({ heap, inputs, attrs: { alpha }, fallback }) => {
    const x = inputs['x']!;
    if (x.dtype !== 'float32') return fallback();
    const y = heap.output(x.shape);
    heap.kernels.leakyRelu(heap.address(x), heap.address(y), tf.util.sizeFromShape(x.shape), alpha);
    return y;
  });

  register<Slope>(GRADIENT, ({ heap, inputs, attrs: { alpha } }) => {
    const dy = inputs['dy']!;
    const x = inputs['x']!;
    const dx = heap.output(x.shape);
    heap.kernels.leakyReluGradient(
      heap.address(dy),
      heap.address(x),
      heap.address(dx),
      tf.util.sizeFromShape(x.shape),
      alpha,
    );
    return dx;
  });

  registerGradient({
    kernelName: 'LeakyRelu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => leakyReluGradient(dy as tf.Tensor, x, attrs as unknown as Slope),
    }),
  });

  // For second derivatives: the gradient is linear in dy, and flat in x.
  registerGradient({
    kernelName: GRADIENT,
    inputsToSave: ['x'],
    gradFunc: (ddx, [x], attrs) => ({
      dy: () => leakyReluGradient(ddx as tf.Tensor, x, attrs as unknown as Slope),
      x: () => tf.zerosLike(x),
    }),
  });
}

const leakyReluGradient = (dy: tf.Tensor, x: tf.Tensor, { alpha }: Slope): tf.Tensor =>
  tf.getBackend() === 'wasm'
    ? tf.engine().runKernel(GRADIENT, { dy, x }, { alpha })
    : tf.mul(dy, tf.step(x, alpha));
