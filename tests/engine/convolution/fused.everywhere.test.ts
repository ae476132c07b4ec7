import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compare, random, TOLERANCE, useWasm } from '../backends.ts';

beforeAll(useWasm);

describe('a convolution', () => {
  it('adds its bias and applies its activation', async () => {
    const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;
    for (const activation of activations) {
      for (const bias of [[11], [1, 1, 11], [1], []]) {
        const errors = await compare(() => [
          tf.fused.conv2d({
            x: random([2, 7, 6, 8], 1) as tf.Tensor4D,
            filter: random([3, 3, 8, 11], 2) as tf.Tensor4D,
            strides: 1,
            pad: 'same',
            bias: random(bias, 3),
            activation,
            leakyreluAlpha: 0.3,
            ...(activation === 'prelu' && { preluActivationWeights: random([11], 4) }),
          }),
        ]);
        expect(errors[0], `${activation}, bias [${bias.join()}]`).toBeLessThan(TOLERANCE);
      }
    }
  });

  it('with few outputs starts from its bias too', async () => {
    const errors = await compare(() => [
      tf.fused.conv2d({
        x: random([2, 16, 12, 16], 1) as tf.Tensor4D,
        filter: random([5, 5, 16, 3], 2) as tf.Tensor4D,
        strides: 1,
        pad: 'same',
        bias: random([3], 3),
      }),
    ]);
    expect(errors[0]).toBeLessThan(TOLERANCE);
  });
});
