import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { JanusError } from '../../src/errors.ts';
import { random, useWasm } from './backends.ts';

beforeAll(useWasm);

const thrownBy = (work: () => void): unknown => {
  try {
    tf.tidy(work);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('an operation that the wasm backend lacks', () => {
  it('is refused by name', () => {
    const before = tf.memory().numTensors;
    const error = thrownBy(() => tf.einsum('ij,jk->ik', random([2, 3], 1), random([3, 2], 2)));
    expect(error).toBeInstanceOf(JanusError);
    expect(error).toMatchObject({ message: 'The operation Einsum does not run on the wasm backend.' });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused, whichever it is, and not left out', () => {
    const names = (backend: string) => tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);
    const wasm = new Set(names('wasm'));
    expect(names('cpu').filter((name) => !wasm.has(name))).toEqual([]);
  });
});

describe('a gradient that TensorFlow.js lacks', () => {
  it('is refused by name', () => {
    const error = thrownBy(() => tf.grad((x) => tf.sum(tf.stridedSlice(x, [0], [4], [2])))(random([4], 1)));
    expect(error).toBeInstanceOf(JanusError);
    expect(error).toMatchObject({ message: /^The operation StridedSlice has no gradient/ });
  });

  it('is refused, whichever it is, and not left out', () => {
    const missing = tf
      .getKernelsForBackend('cpu')
      .filter(({ kernelName }) => (tf.getGradient(kernelName) as object | undefined) === undefined);
    expect(missing).toEqual([]);
  });
});

describe('a model of separable and depthwise convolutions', () => {
  it('trains', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.separableConv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, padding: 'same' }),
        tf.layers.prelu({}),
        tf.layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', activation: 'relu6' }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    const optimizer = tf.train.adam(0.01);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [x, y] = [random([8, 8, 8, 3], 1), random([8, 1], 2)];
    const losses: number[] = [];
    for (let step = 0; step < 20; step++) losses.push((await model.trainOnBatch(x, y)) as number);
    expect(losses.at(-1)!).toBeLessThan(0.7 * losses[0]);
    tf.dispose([x, y]);
    optimizer.dispose();
    model.dispose();
  });
});
