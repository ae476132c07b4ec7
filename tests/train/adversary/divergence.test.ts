import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrainConfig } from '../../../src/train/config/config.ts';
import { fit, type FitOptions } from '../../../src/train/fit.ts';
import { useWasm } from '../../engine/backends.ts';
import { alone, beginning, tinyTraining, weightsOf } from '../tiny.ts';
import { ganConfig, ganNetworks } from './tiny-gan.ts';

beforeAll(useWasm);
afterAll(() => {
  tf.disposeVariables();
});

const config: TrainConfig = { ...ganConfig, schedule: 'constant', saveEvery: 0 };

/** A training that remembers the weights that it saved. */
function remembering(change: Partial<TrainConfig>): {
  readonly training: FitOptions;
  readonly saved: readonly (readonly (readonly number[])[])[];
} {
  const saved: number[][][] = [];
  const training = tinyTraining({
    config: { ...config, ...change },
    validation: [],
    from: beginning(ganNetworks()),
    save: ({ networks }) => {
      saved.push(weightsOf(networks));
      return Promise.resolve();
    },
  });
  return { training, saved };
}

const diverged = (advice: string) => ({
  name: 'JanusError',
  message: expect.stringContaining('diverged') as string,
  advice: expect.stringContaining(advice) as string,
});

test('a training whose adversary makes it diverge ends with advice, and its last checkpoint is good', async () => {
  const tensors = tf.memory().numTensors;
  const { training, saved } = remembering({ adversarialWeight: 1e30, learningRate: 1e9 });
  const own = tf.memory().numTensors - tensors;
  await expect(fit(alone(), training)).rejects.toMatchObject(diverged('The last checkpoint is still good.'));
  expect(saved.length).toBeGreaterThan(0);
  expect(saved.length).toBeLessThan(12);
  for (const weights of saved) expect(weights.flat().every(Number.isFinite)).toBe(true);
  expect(tf.memory().numTensors - tensors, 'tensors left behind').toBe(own);
});

test('networks whose discriminators alone are not finite are not saved', async () => {
  const { training, saved } = remembering({ stop: { seconds: 0 } });
  const discriminator = training.from.networks['discriminator-1'];
  tf.tidy(() => {
    const weights = discriminator.getWeights();
    discriminator.setWeights([...weights.slice(0, -1), tf.fill(weights.at(-1)!.shape, NaN)]);
  });
  await expect(fit(alone(), training)).rejects.toMatchObject(diverged('--learning-rate'));
  expect(saved).toEqual([]);
});
