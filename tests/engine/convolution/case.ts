import * as tf from '@tensorflow/tfjs';
import { random } from '../backends.ts';

export type Padding = 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];

/** Sizes of a convolution, and the seed of its operands. */
export interface Case {
  batch: number;
  height: number;
  width: number;
  channels: number;
  filters: number;
  kernel: [number, number];
  stride: [number, number];
  pad: Padding;
  seed: number;
}

export const operands = ({ batch, height, width, channels, filters, kernel, seed }: Case) => ({
  x: random([batch, height, width, channels], seed) as tf.Tensor4D,
  w: random([...kernel, channels, filters], seed + 1) as tf.Tensor4D,
});

export const convolve = (x: tf.Tensor4D, w: tf.Tensor4D, { stride, pad }: Case) =>
  tf.conv2d(x, w, stride, pad);

/** A convolution without and with a bias, as layers have it, and the gradients of both factors. */
export function convolved(given: Case): tf.Tensor[] {
  const { x, w } = operands(given);
  const y = convolve(x, w, given);
  const bias = random([given.filters], given.seed + 3);
  const biased = tf.fused.conv2d({ x, filter: w, strides: given.stride, pad: given.pad, bias });
  const dy = random(y.shape, given.seed + 2);
  const [dx, dw] = tf.grads((x, w) =>
    tf.sum(tf.mul(convolve(x as tf.Tensor4D, w as tf.Tensor4D, given), dy)),
  )([x, w]);
  return [y, biased, dx, dw];
}
