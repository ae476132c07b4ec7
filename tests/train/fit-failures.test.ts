import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { connectNetworks } from '../../src/train/autoencoder.ts';
import { FaceDataset } from '../../src/train/dataset/face-dataset.ts';
import { fit } from '../../src/train/fit.ts';
import { disposeNetworks as dispose } from '../../src/pipeline/networks/build-networks.ts';
import {
  alone,
  beginning,
  tinyValidation,
  tinyNetworks,
  tinyPeople,
  tinyPreset,
  tinyConfig,
  tinyTraining,
  weightsOf,
} from './tiny.ts';

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
});

describe('a training', () => {
  test('that diverges ends with advice, and saves nothing that is not finite', async () => {
    const saved: number[] = [];
    const tensors = tf.memory().numTensors;
    const training = tinyTraining({
      config: { ...tinyConfig, learningRate: 1e38, schedule: 'constant', saveEvery: 0 },
      save: async ({ progress, networks }) => {
        for (const weights of weightsOf(networks)) expect(weights.every(Number.isFinite)).toBe(true);
        saved.push(progress.step);
        await Promise.resolve();
      },
    });
    await expect(fit(alone(), training)).rejects.toMatchObject({
      name: 'JanusError',
      message: expect.stringContaining('diverged') as string,
      advice: expect.stringContaining('--learning-rate') as string,
    });
    expect(saved.length).toBeLessThan(3);
    dispose(training.from.networks);
    expect(tf.memory().numTensors, 'tensors left behind').toBe(tensors);
  });

  test('whose swap error is not finite ends before it is reported', async () => {
    const seen = tinyValidation(tinyPeople());
    const training = tinyTraining({
      validation: seen.map((set) => ({
        ...set,
        keys: new FaceDataset(set.keys.images, new Uint8Array(set.keys.masks.length)),
      })),
    });
    await expect(fit(alone(), training)).rejects.toMatchObject({
      name: 'JanusError',
      message: expect.stringContaining('at step 0 the swap errors are NaN and NaN') as string,
    });
    expect(training.events).toEqual([]);
    dispose(training.from.networks);
  });

  test('that collapses ends with advice, and saves nothing that has collapsed', async () => {
    const saved: number[] = [];
    let steps = 0;
    const training = tinyTraining({
      // Its output depends on its input until the fifth step.
      preset: {
        ...tinyPreset,
        connect: (networks) => {
          const model = tinyPreset.connect(networks);
          return connectNetworks(networks, {
            encode: (crops, source) => model.encode(crops, source),
            decode: (latent, target) => {
              const shade = tf.sigmoid(tf.mul(tf.reshape(tf.mean(latent, 1), [-1, 1, 1, 1]), 40));
              return tf.add(tf.mul(model.decode(latent, target), 0), tf.mul(shade, steps < 1005 ? 1 : 0));
            },
          });
        },
      },
      config: { ...tinyConfig, stop: { steps: 1010 }, saveEvery: 0, validateEvery: 1000 },
      from: { ...beginning(tinyNetworks(2)), progress: { step: 1000, seconds: 1, fraction: 0.9 } },
      onEvent: ({ kind, progress }) => {
        if (kind === 'checkpoint') steps = progress.step;
      },
      save: ({ progress }) => {
        saved.push(progress.step);
        return Promise.resolve();
      },
    });
    await expect(fit(alone(), training)).rejects.toMatchObject({
      name: 'JanusError',
      message: expect.stringContaining('collapsed') as string,
      advice: expect.stringContaining('still good') as string,
    });
    expect(saved).toEqual([1001, 1002, 1003, 1004, 1005]);
    dispose(training.from.networks);
  });

  test('whose disk is full ends with that error', async () => {
    const training = tinyTraining({ save: () => Promise.reject(new Error('The disk is full.')) });
    await expect(fit(alone(), training)).rejects.toThrow('The disk is full.');
    dispose(training.from.networks);
  });
});
