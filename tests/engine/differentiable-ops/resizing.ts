import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { from, image, images, size, type DifferentiableOp } from './example.ts';

type Resize = typeof tf.image.resizeBilinear;

/** `alignCorners` and `halfPixelCenters`. */
const mode = fc.constantFrom<[boolean, boolean]>([false, false], [true, false], [false, true]);

const resize = (apply: Resize, batch: fc.Arbitrary<number>): DifferentiableOp => ({
  examples: from(
    fc.record({ dims: images(), batch, to: fc.tuple(size(1, 9), size(1, 9)), mode }),
    ({ dims, batch, to, mode }) => ({
      shapes: [[batch, ...dims.slice(1)]],
      apply: (x) => apply(image(x), to, ...mode),
    }),
  ),
});

export const resizing: Readonly<Record<string, DifferentiableOp>> = {
  resizeBilinear: resize(tf.image.resizeBilinear, size(1, 3)),
  resizeNearestNeighbor: resize(tf.image.resizeNearestNeighbor, size(1, 3)),
  upSampling2d: {
    examples: from(
      fc.record({ dims: images(), batch: size(1, 3), mode }),
      ({ dims: [, height, width, channels], batch, mode }) => ({
        shapes: [[batch, height, width, channels]],
        apply: (x) => tf.image.resizeNearestNeighbor(image(x), [2 * height, 2 * width], ...mode),
      }),
    ),
  },
};
