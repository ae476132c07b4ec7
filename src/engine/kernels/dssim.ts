import * as tf from '@tensorflow/tfjs';
import { upTo } from './convolution/geometry.ts';
import { register, registerGradient } from './register.ts';

const DSSIM = 'BrightnessDssim';

/** Values, their products and squares, and room to work. */
const PLANES = 5;

/**
 * The structural dissimilarity of images' brightness, (1 − SSIM) / 2, as one operation of the `wasm` backend:
 * the mean by weights of each image, and the mean over images. The gradient is computed along, as all that it
 * needs is at hand.
 *
 * @param reconstruction [batch, h, w, 3], values 0 to 1: the gradient is of this alone
 * @param targets [batch, h, w, 3], values 0 to 1
 * @param weights [batch, h, w, 1], 0 or more
 * @param taps of the window along one axis: eleven
 * @returns a scalar, 0 to 1
 */
export const brightnessDssim = (
  reconstruction: tf.Tensor4D,
  targets: tf.Tensor4D,
  weights: tf.Tensor4D,
  taps: readonly number[],
): tf.Scalar =>
  tf.tidy(() => {
    const inputs = { reconstruction, targets, weights };
    const [loss] = tf.engine().runKernel<tf.Tensor[]>(DSSIM, inputs, { taps: [...taps] });
    return loss as tf.Scalar;
  });

export function registerDssim(): void {
  register<{ taps: number[] }>(DSSIM, ({ heap, inputs, attrs: { taps } }) => {
    const { reconstruction, targets, weights } = inputs as Record<string, tf.TensorInfo>;
    const [images, height, width] = weights.shape;
    const margin = heap.kernels.DSSIM_MARGIN;
    const stride = upTo(width, 4) + 2 * margin;
    const loss = heap.output([]);
    const gradient = heap.output(reconstruction.shape);
    heap.withScratch(
      [taps.length, stride, height, PLANES * height * stride],
      (tapsAt, acrossAt, downAt, planes) => {
        heap.write(tapsAt, taps);
        heap.write(acrossAt, new Float32Array(stride));
        heap.write(acrossAt + Float32Array.BYTES_PER_ELEMENT * margin, inverseSums(taps, width));
        heap.write(downAt, inverseSums(taps, height));
        heap.kernels.brightnessDssim(
          ...[reconstruction, targets, weights].map((tensor) => heap.address(tensor)),
          ...[images, height, width, tapsAt, acrossAt, downAt, planes],
          heap.address(loss),
          heap.address(gradient),
        );
      },
    );
    return [loss, gradient];
  });

  registerGradient({
    kernelName: DSSIM,
    outputsToSave: [false, true],
    gradFunc: (dys, [gradient]) => {
      const [dLoss] = dys as tf.Tensor[];
      return { reconstruction: () => tf.mul(gradient, dLoss) };
    },
  });
}

/** For each place along an axis, 1 ÷ the sum of the taps that lie inside the image. */
const inverseSums = (taps: readonly number[], length: number): number[] => {
  const radius = (taps.length - 1) / 2;
  return Array.from({ length }, (_, centre) => {
    const inside = taps.filter((_, k) => centre + k >= radius && centre + k < length + radius);
    return 1 / inside.reduce((sum, tap) => sum + tap);
  });
};
