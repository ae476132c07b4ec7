import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compare, random, TOLERANCE, useWasm } from '../backends.ts';

beforeAll(useWasm);

describe('a convolution', () => {
  it('with a kernel larger than the image is refused', async () => {
    await useWasm();
    const shapes = [
      [3, 1],
      [5, 2],
    ] as const;
    for (const [kernel, side] of shapes) {
      tf.tidy(() => {
        const x = tf.zeros<tf.Rank.R4>([1, side, side, 8]);
        const w = tf.zeros<tf.Rank.R4>([kernel, kernel, 8, 8]);
        expect(() => tf.conv2d(x, w, 1, 'valid')).toThrow(/does not fit into/);
      });
    }
  });

  it('with dilations is left to the stock kernel; its gradients say what they do not cover', async () => {
    const errors = await compare(() => [
      tf.conv2d(
        random([1, 9, 9, 4], 1) as tf.Tensor4D,
        random([3, 3, 4, 5], 2) as tf.Tensor4D,
        1,
        'same',
        'NHWC',
        2,
      ),
    ]);
    expect(errors[0]).toBeLessThan(TOLERANCE);
    await useWasm();
    const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NCHW', filterShape: [3, 3, 4, 5] };
    const inputs = tf.tidy(() => ({ x: tf.zeros([1, 4, 9, 9]), dy: tf.zeros([1, 5, 9, 9]) }));
    expect(() => tf.engine().runKernel('Conv2DBackpropFilter', inputs, attrs)).toThrow(
      /does not cover data format NCHW/,
    );
    tf.dispose(inputs);
  });

  it('refuses a gradient of another shape than the output, instead of reading past it', () => {
    const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC' };
    const [x, dy, filter] = tf.tidy(() => [
      tf.zeros([1, 4, 4, 2]),
      tf.zeros([1, 2, 2, 3]),
      tf.zeros([3, 3, 2, 3]),
    ]);
    const run = (kernel: string, inputs: tf.NamedTensorMap, more: object) => () =>
      tf.engine().runKernel(kernel, inputs, { ...attrs, ...more });
    expect(run('Conv2DBackpropFilter', { x: x, dy: dy }, { filterShape: [3, 3, 2, 3] })).toThrow(
      "dy is [1, 2, 2, 3], but the convolution's output is [1, 4, 4, 3]",
    );
    expect(run('Conv2DBackpropInput', { dy: dy, filter: filter }, { inputShape: [1, 4, 4, 2] })).toThrow(
      "dy is [1, 2, 2, 3], but the convolution's output is [1, 4, 4, 3]",
    );
    tf.dispose([x, dy, filter]);
  });
});
