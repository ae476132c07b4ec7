import * as tf from '@tensorflow/tfjs';
import { registerGradient } from '../register.ts';

interface Resize {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

type Images = [batch: number, height: number, width: number, channels: number];

const OPS = {
  ResizeBilinear: tf.image.resizeBilinear,
  ResizeNearestNeighbor: tf.image.resizeNearestNeighbor,
} as const;

/**
 * Stock gradients of resizing ignore `halfPixelCenters`; nearest-neighbour ones are wrong with `alignCorners`
 * on `wasm`, and for more than one image on `cpu`; bilinear ones fail on `cpu` unless the image is square.
 */
export function registerResizeGradients(): void {
  for (const kernelName of ['ResizeBilinear', 'ResizeNearestNeighbor'] as const) {
    registerGradient({
      kernelName,
      inputsToSave: ['images'],
      gradFunc: (dy, [images], attrs) => ({
        images: () =>
          resizeGradient(kernelName, dy as tf.Tensor4D, images.shape as Images, attrs as unknown as Resize),
      }),
    });
  }
}

/**
 * Gradient of resizing, on any backend.
 *
 * @param dy [batch, outHeight, outWidth, channels]
 * @returns of `shape`
 */
function resizeGradient(
  kernelName: keyof typeof OPS,
  dy: tf.Tensor4D,
  shape: Images,
  attrs: Resize,
): tf.Tensor4D {
  const [, height, width] = shape;
  const [, outHeight, outWidth] = dy.shape;
  const isDoubled = outHeight === 2 * height && outWidth === 2 * width;
  return kernelName === 'ResizeNearestNeighbor' && isDoubled
    ? doublingGradient(dy)
    : gradientByMatrices(kernelName, dy, shape, attrs);
}

/** Of an upsampling layer, which repeats each pixel four times in any mode: the sum of their gradients. */
const doublingGradient = (dy: tf.Tensor4D): tf.Tensor4D =>
  tf.tidy(() => tf.mul(tf.avgPool(dy, 2, 2, 'valid'), 4));

/**
 * Resizing is linear, and separate in each axis: y = R x Cᵀ, with a matrix for the rows and one for the
 * columns. So dx = Rᵀ dy C. The matrices are what resizing makes of the identity. A value of dy that is not
 * finite spreads over its row and column, since 0 · ∞ is NaN.
 */
function gradientByMatrices(
  kernelName: keyof typeof OPS,
  dy: tf.Tensor4D,
  [batch, height, width, channels]: Images,
  { alignCorners, halfPixelCenters }: Resize,
): tf.Tensor4D {
  /** [to, from]: how much each of `from` values counts in each of `to`. */
  const matrix = (from: number, to: number): tf.Tensor3D => {
    const identity = tf.reshape<tf.Rank.R4>(tf.eye(from), [1, from, 1, from]);
    return tf.reshape(OPS[kernelName](identity, [to, 1], alignCorners, halfPixelCenters), [1, to, from]);
  };
  return tf.tidy(() => {
    const [, outHeight, outWidth] = dy.shape;
    const rows = tf.reshape(dy, [batch, outHeight, outWidth * channels]);
    const columns = tf.reshape(tf.matMul(matrix(height, outHeight), rows, true), [
      batch * height,
      outWidth,
      channels,
    ]);
    const dx = tf.matMul(matrix(width, outWidth), columns, true); // [batch · height, width, channels]
    return tf.reshape(dx, [batch, height, width, channels]);
  });
}
