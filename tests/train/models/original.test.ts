import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import type { Autoencoder } from '../../../src/train/autoencoder.ts';
import { original } from '../../../src/train/models/original.ts';
import { summarise } from '../../../src/train/models/summary.ts';
import { takeStep, weightsOf } from './one-step.ts';

let model: Autoencoder;
beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  model = original.connect(
    original.build({ people: 2, seed: 1, faces: [], start: 'nothing', flip: false, pretrained: {} }),
  );
});
afterAll(() => {
  tf.disposeVariables();
});

test('has the layers and the 82.1 million parameters of 2017', () => {
  // deepfakes/faceswap of December 2017: an encoder of convolutions 5 × 5 by strides of 2, two dense layers
  // and an upscale; decoders of upscales, which are convolutions 3 × 3 to four times the filters.
  const conv = (size: number, from: number, to: number) => size * size * from * to + to;
  const dense = (from: number, to: number) => from * to + to;
  const upscale = (from: number, filters: number) => conv(3, from, 4 * filters);
  const encoder =
    conv(5, 3, 128) +
    conv(5, 128, 256) +
    conv(5, 256, 512) +
    conv(5, 512, 1024) +
    dense(4 * 4 * 1024, 1024) +
    dense(1024, 4 * 4 * 1024) +
    upscale(1024, 512);
  const decoder = upscale(512, 256) + upscale(256, 128) + upscale(128, 64) + conv(5, 64, 3);
  expect(encoder + 2 * decoder).toBe(82_062_470);
  expect(original.size).toMatchObject({ shared: encoder, perPerson: decoder });
  expect(model.networks['encoder'].countParams()).toBe(encoder);
  expect(model.networks['decoder-0'].countParams()).toBe(decoder);
  expect(model.networks['decoder-1'].countParams()).toBe(decoder);
  const shapes = (network: string) =>
    summarise(model.networks[network]).layers.map(
      ({ kind, outputShape }) => `${kind} ${outputShape.join('×')}`,
    );
  expect(shapes('encoder')).toEqual([
    'InputLayer 64×64×3',
    'Conv2D 32×32×128',
    'LeakyReLU 32×32×128',
    'Conv2D 16×16×256',
    'LeakyReLU 16×16×256',
    'Conv2D 8×8×512',
    'LeakyReLU 8×8×512',
    'Conv2D 4×4×1024',
    'LeakyReLU 4×4×1024',
    'Flatten 16384',
    'Dense 1024',
    'Dense 16384',
    'Reshape 4×4×1024',
    'Conv2D 4×4×2048',
    'LeakyReLU 4×4×2048',
    'PixelShuffle 8×8×512',
  ]);
  expect(shapes('decoder-1')).toEqual([
    'InputLayer 8×8×512',
    'Conv2D 8×8×1024',
    'LeakyReLU 8×8×1024',
    'PixelShuffle 16×16×256',
    'Conv2D 16×16×512',
    'LeakyReLU 16×16×512',
    'PixelShuffle 32×32×128',
    'Conv2D 32×32×256',
    'LeakyReLU 32×32×256',
    'PixelShuffle 64×64×64',
    'Conv2D 64×64×3',
    'Activation 64×64×3',
  ]);
});

test('kernels begin as Keras began them: Glorot, uniform', () => {
  const [kernel] = model.networks['decoder-0'].getWeights();
  const values = kernel.dataSync<'float32'>();
  const limit = Math.sqrt(6 / (3 * 3 * 512 + 3 * 3 * 1024));
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  expect(most).toBeLessThanOrEqual(1.0001 * limit);
  expect(most).toBeGreaterThan(0.999 * limit);
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  expect(square / (limit ** 2 / 3)).toBeCloseTo(1, 2);
});

test('trains as it did: A, then B, by Adam at 5e-5, every weight a step', () => {
  const { batch, beta1, schedule, update, colourShift, backgroundWeight, starts } = original;
  const { learningRate, augment } = starts.nothing!;
  expect({ batch, learningRate, beta1, schedule, update, colourShift, backgroundWeight }).toEqual({
    batch: 64,
    learningRate: 5e-5,
    beta1: 0.5,
    schedule: 'constant',
    update: 'alternating',
    colourShift: true,
    backgroundWeight: 1,
  });
  expect(augment).toEqual({
    warp: '2017',
    flip: true,
    affine: true,
    colourJitter: false,
    colourMatch: false,
    motionBlur: false,
  });
  expect(original.gan).toMatchObject({
    edgeWeight: 0,
    adversary: 'none',
    alpha: false,
    attention: false,
    stages: 'one',
  });

  const before = weightsOf(model.networks, 5000);
  const adam = tf.train.adam(learningRate, beta1);
  takeStep(model, adam, [0, 1], 1);
  weightsOf(model.networks, 5000).forEach(({ network, values }, i) => {
    const moved = values.map((value, at) => Math.abs(value - before[i].values[at]));
    expect(Math.max(...moved), `${network}, weight ${i}`).toBeGreaterThan(0);
    expect(Math.max(...moved), `${network}, weight ${i}`).toBeLessThan(1.01 * learningRate);
  });
  adam.dispose();
});
