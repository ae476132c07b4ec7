import * as tf from '@tensorflow/tfjs';
import { expectOutputShape } from '../convolution/geometry.ts';
import { register, registerGradient } from '../register.ts';

type PoolArguments = Parameters<typeof tf.backend_util.computePool2DInfo>;

interface Pooling {
  readonly filterSize: PoolArguments[1];
  readonly strides: PoolArguments[2];
  readonly pad: PoolArguments[4];
  readonly dimRoundingMode?: PoolArguments[5];
}

const infoOf = (x: tf.TensorInfo, { filterSize, strides, pad, dimRoundingMode }: Pooling) =>
  tf.backend_util.computePool2DInfo(
    x.shape as PoolArguments[0],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );

/** The stock gradient finds no maximum that is not above zero. */
export function registerMaxPoolGradient(): void {
  register<Pooling>('MaxPoolGrad', ({ heap, inputs, attrs }) => {
    const x = inputs['input']!;
    const dy = inputs['dy']!;
    const info = infoOf(x, attrs);
    expectOutputShape('MaxPoolGrad', dy, info.outShape);
    const dx = heap.output(x.shape);
    heap.kernels.maxPoolGradient(
      heap.address(x),
      heap.address(dy),
      heap.address(dx),
      info.batchSize,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      info.outHeight,
      info.outWidth,
      info.filterHeight,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      info.padInfo.top,
      info.padInfo.left,
    );
    return dx;
  });
}

/**
 * The stock gradient of average pooling divides by the window's area, on every backend; but a window that
 * hangs over the image's edge is averaged over the pixels inside alone.
 */
export function registerAvgPoolGradient(): void {
  const stock = tf.getGradient('AvgPool');
  registerGradient({
    ...stock,
    gradFunc: (dy, [x], attrs) => {
      const info = infoOf(x, attrs as unknown as Pooling);
      const { padInfo } = info;
      const rows = pixelsInside(
        info.outHeight,
        info.strideHeight,
        padInfo.top,
        info.filterHeight,
        info.inHeight,
      );
      const columns = pixelsInside(
        info.outWidth,
        info.strideWidth,
        padInfo.left,
        info.filterWidth,
        info.inWidth,
      );
      const area = info.filterHeight * info.filterWidth;
      const factors = rows.map((height) => columns.map((width) => [area / (height * width)]));
      return {
        x: () =>
          tf.tidy(() => {
            const scaled = tf.mul(dy as tf.Tensor, tf.tensor3d(factors));
            return stock.gradFunc(scaled, [x], attrs)['x']();
          }),
      };
    },
  });
}

/** Along one axis: how many pixels of each window lie in the image. */
const pixelsInside = (
  windows: number,
  stride: number,
  before: number,
  window: number,
  length: number,
): number[] =>
  Array.from({ length: windows }, (_, i) => {
    const first = i * stride - before;
    return Math.min(first + window, length) - Math.max(first, 0);
  });
