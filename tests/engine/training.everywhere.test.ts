import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Autoencoder, imagesOf, type Sizes } from './autoencoder.ts';
import { train } from './training-job.ts';
import { alone } from '../train/tiny.ts';
import { on, TOLERANCE, useWasm, worstError } from './backends.ts';

/** What the wasm backend's module has of its memory. */
interface Heap {
  readonly HEAPU8: Uint8Array;
  _malloc: (bytes: number) => number;
  _free: (address: number) => void;
}

const SMALL: Sizes = { widths: [4, 8, 12, 16], dense: 12, identities: 2 };

beforeAll(useWasm);
afterEach(() => {
  tf.disposeVariables();
});

describe('a whole model', () => {
  it('has the gradient that the cpu backend computes, in every weight', async () => {
    const gradients = async (backend: 'cpu' | 'wasm') =>
      on(backend, () => {
        const model = new Autoencoder(SMALL, 5);
        const images = imagesOf(3, 2);
        // Layers begin with biases of zero, which would hide a bias in the wrong place.
        model.variables
          .filter(({ rank }) => rank === 1)
          .forEach((bias, i) => {
            bias.assign(tf.randomNormal(bias.shape, 0, 0.1, 'float32', 1 + i));
          });
        const { value, grads } = tf.variableGrads(() => model.loss(images, 0));
        const own = [value, ...Object.values(grads)].map((tensor) => tf.keep(tensor));
        model.dispose();
        return own;
      });
    const expected = await gradients('cpu');
    const actual = await gradients('wasm');
    expect(actual).toHaveLength(1 + 2 * (4 + 2 + 1 + 4));
    actual.forEach((gradient, i) => {
      expect(worstError(gradient, expected[i]), `gradient ${i}`).toBeLessThan(TOLERANCE);
    });
  });
});

describe('training', () => {
  const job = { order: 'joint', sizes: SMALL, batch: 4, steps: 15, rate: 0.01 } as const;

  it('gives the same losses in Node and in the browser, and the same bytes when repeated', async () => {
    const first = await train(alone(), job);
    tf.disposeVariables();
    const second = await train(alone(), job);
    expect(second.losses).toEqual(first.losses);
    expect(second.checksum).toBe(first.checksum);
    expect(first.losses.at(-1)!).toBeLessThan(0.95 * first.losses[0]);
    expect(first.checksum).toBe(CHECKSUM);
    first.losses.forEach((loss, i) => {
      expect(Math.abs(loss - LOSSES[i]), `step ${i}`).toBeLessThan(1e-5);
    });
  });

  it('holds the number of tensors and the heap flat over 2000 steps', { timeout: 240_000 }, async () => {
    await useWasm();
    const { wasm } = tf.backend() as unknown as { wasm: Heap };
    // Taken and not given back: the heap itself grows only when no room is left in it.
    let held = 0;
    const { _malloc, _free } = wasm;
    wasm._malloc = (bytes) => {
      held++;
      return _malloc(bytes);
    };
    wasm._free = (address) => {
      held--;
      _free(address);
    };
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [12, 12, 8], filters: 8, kernelSize: 3, padding: 'same' }),
        tf.layers.leakyReLU({ alpha: 0.1 }),
        tf.layers.conv2d({ filters: 8, kernelSize: 5, strides: 2, padding: 'same' }),
        tf.layers.conv2d({ filters: 3, kernelSize: 5, padding: 'same', activation: 'relu' }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 4 }),
      ],
    });
    const optimizer = tf.train.adam(1e-3);
    const [x, y] = tf.tidy(() => [tf.randomNormal([2, 12, 12, 8]), tf.randomNormal([2, 4])]);
    const step = () => {
      optimizer.minimize(() => tf.losses.meanSquaredError(y, model.apply(x) as tf.Tensor).asScalar());
    };
    for (let i = 0; i < 100; i++) step();
    const state = () => ({
      tensors: tf.memory().numTensors,
      bytes: tf.memory().numBytes,
      held,
      heap: wasm.HEAPU8.byteLength,
    });
    const before = state();
    for (let i = 0; i < 1900; i++) step();
    expect(state()).toEqual(before);
    Object.assign(wasm, { _malloc, _free });
    tf.dispose([x, y]);
    optimizer.dispose();
    model.dispose();
  });
});

/** What Node gave, and of which weights: the kernels use nothing that differs from machine to machine. */
const LOSSES = [
  0.6994399, 0.6944149, 0.6892854, 0.6840101, 0.6784746, 0.6724924, 0.6657937, 0.657742, 0.6436975, 0.3891887,
  0.2966101, 0.2997332, 0.3001163, 0.3000131, 0.2989548,
];
const CHECKSUM = 'cc9682fc';
