import * as tf from '@tensorflow/tfjs';
import { register, registerGradient } from './register.ts';

const GRADIENT = 'SoftmaxGrad';

/**
 * TensorFlow.js composes this gradient of several kernels, most with a tensor of the output's size. The value
 * is left to the stock kernel, which is fast. There is no second derivative: that of a composed gradient would
 * be wrong, as TensorFlow.js has no path through the output that it saves.
 */
export function registerSoftmaxGradient(): void {
  register(GRADIENT, ({ heap, inputs }) => {
    const [dy, y] = [inputs['dy']!, inputs['y']!];
    const length = y.shape.at(-1)!;
    const dx = heap.output(y.shape);
    heap.kernels.softmaxGradient(
      heap.address(dy),
      heap.address(y),
      tf.util.sizeFromShape(y.shape.slice(0, -1)),
      length,
      heap.address(dx),
    );
    return dx;
  });

  const stock = tf.getGradient('Softmax');
  registerGradient({
    ...stock,
    gradFunc: (dy, saved, attrs) =>
      tf.getBackend() === 'wasm'
        ? { logits: () => tf.engine().runKernel(GRADIENT, { dy: dy as tf.Tensor, y: saved[0] }) }
        : stock.gradFunc(dy, saved, attrs),
  });
}
