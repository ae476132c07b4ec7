import * as tf from '@tensorflow/tfjs';
import { register, registerGradient } from './register.ts';

const ERROR = 'WeightedAbsoluteError';
const GRADIENT = 'WeightedAbsoluteErrorGradient';

/**
 * The weighted mean absolute error of each image, and the mean over images, as one operation of the `wasm`
 * backend. An image whose weights are all zero has error and gradient 0.
 *
 * @param reconstruction [batch, h, w, 3]: the gradient is of this alone
 * @param targets [batch, h, w, 3]
 * @param weights [batch, h, w, 1], 0 or more
 * @returns a scalar, 0 or more
 */
export const weightedAbsoluteError = (
  reconstruction: tf.Tensor4D,
  targets: tf.Tensor4D,
  weights: tf.Tensor4D,
): tf.Scalar =>
  tf.tidy(() => {
    const [loss] = tf.engine().runKernel<tf.Tensor[]>(ERROR, { reconstruction, targets, weights });
    return loss as tf.Scalar;
  });

export function registerWeightedError(): void {
  register(ERROR, ({ heap, inputs }) => {
    const images = imagesOf(inputs);
    const loss = heap.output([]);
    const divisors = heap.output([images.count]);
    heap.kernels.weightedErrors(
      ...images.tensors.map((tensor) => heap.address(tensor)),
      images.count,
      images.pixels,
      heap.address(loss),
      heap.address(divisors),
    );
    return [loss, divisors];
  });

  register(GRADIENT, ({ heap, inputs }) => {
    const images = imagesOf(inputs);
    const gradient = heap.output(images.tensors[0].shape);
    heap.kernels.weightedErrorsGradient(
      heap.address(inputs['dLoss']!),
      ...images.tensors.map((tensor) => heap.address(tensor)),
      heap.address(inputs['divisors']!),
      images.count,
      images.pixels,
      heap.address(gradient),
    );
    return gradient;
  });

  registerGradient({
    kernelName: ERROR,
    inputsToSave: ['reconstruction', 'targets', 'weights'],
    outputsToSave: [false, true],
    gradFunc: (dys, [reconstruction, targets, weights, divisors]) => {
      const [dLoss] = dys as tf.Tensor[];
      const inputs = { dLoss, reconstruction, targets, weights, divisors };
      return { reconstruction: () => tf.engine().runKernel(GRADIENT, inputs) };
    },
  });
}

function imagesOf(inputs: tf.NamedTensorInfoMap) {
  const tensors = ['reconstruction', 'targets', 'weights'].map((name) => inputs[name]!);
  const [count, height, width] = tensors[2].shape as [number, number, number, number];
  return { tensors, count, pixels: height * width };
}
