import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { from, image, images, size, type DifferentiableOp } from './example.ts';

const padding = fc.constantFrom('same', 'valid');
const strides = fc.tuple(size(1, 2), size(1, 2));
const kernel = fc.constantFrom(1, 3, 4, 5);

const pool = (
  apply: (
    x: tf.Tensor4D,
    window: [number, number],
    strides: [number, number],
    pad: 'same' | 'valid',
  ) => tf.Tensor,
): DifferentiableOp => ({
  examples: from(
    fc.record({ dims: images(3), window: fc.tuple(size(1, 3), size(1, 3)), strides, pad: padding }),
    ({ dims, window, strides, pad }) => ({
      shapes: [dims],
      apply: (x) => apply(image(x), window, strides, pad),
    }),
  ),
});

export const convolutions: Readonly<Record<string, DifferentiableOp>> = {
  conv2d: {
    examples: from(
      fc.record({
        dims: images(5, 9),
        filters: size(1, 9),
        kernel: fc.tuple(kernel, kernel),
        strides,
        pad: padding,
      }),
      ({ dims, filters, kernel, strides, pad }) => ({
        shapes: [dims, [...kernel, dims[3], filters]],
        apply: (x, w) => tf.conv2d(image(x), image(w), strides, pad),
      }),
    ),
  },
  conv2dTranspose: {
    examples: from(
      fc.record({
        dims: images(1, 5),
        filters: size(1, 9),
        kernel: fc.tuple(kernel, kernel),
        stride: size(1, 2),
        pad: padding,
      }),
      ({ dims: [batch, height, width, channels], filters, kernel, stride, pad }) => {
        const side = (length: number, taps: number) =>
          pad === 'same' ? length * stride : (length - 1) * stride + taps;
        const out: [number, number, number, number] = [
          batch,
          side(height, kernel[0]),
          side(width, kernel[1]),
          filters,
        ];
        return {
          shapes: [
            [batch, height, width, channels],
            [...kernel, filters, channels],
          ],
          apply: (x, w) => tf.conv2dTranspose(image(x), image(w), out, stride, pad),
        };
      },
    ),
  },
  depthwiseConv2d: {
    examples: from(
      fc.record({
        dims: images(5, 9),
        multiplier: size(1, 3),
        kernel: fc.tuple(kernel, kernel),
        stride: size(1, 2),
        pad: padding,
      }),
      ({ dims, multiplier, kernel, stride, pad }) => ({
        shapes: [dims, [...kernel, dims[3], multiplier]],
        apply: (x, w) => tf.depthwiseConv2d(image(x), image(w), stride, pad),
      }),
    ),
  },
  separableConv2d: {
    examples: from(
      fc.record({
        dims: images(5, 9),
        multiplier: size(1, 3),
        filters: size(1, 5),
        kernel,
        stride: size(1, 2),
        pad: padding,
      }),
      ({ dims, multiplier, filters, kernel, stride, pad }) => ({
        shapes: [dims, [kernel, kernel, dims[3], multiplier], [1, 1, dims[3] * multiplier, filters]],
        apply: (x, deep, wide) => tf.separableConv2d(image(x), image(deep), image(wide), stride, pad),
      }),
    ),
  },
  maxPool: pool(tf.maxPool),
  avgPool: pool(tf.avgPool),
  globalAveragePooling: {
    examples: from(images(), (dims) => ({ shapes: [dims], apply: (x) => tf.mean(x, [1, 2]) })),
  },
};
