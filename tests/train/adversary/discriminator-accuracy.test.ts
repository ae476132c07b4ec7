import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Adversary } from '../../../src/train/adversary/adversary.ts';
import { discriminatorAccuracy } from '../../../src/train/adversary/discriminator-accuracy.ts';
import type { Networks } from '../../../src/train/autoencoder.ts';
import { take } from '../../../src/train/dataset/face-dataset.ts';
import { sampleBatch } from '../../../src/train/dataset/sample-batch.ts';
import { useWasm } from '../../engine/backends.ts';
import { people } from '../tiny-trainer.ts';
import { tinyPreset, unprovenCopy } from '../tiny.ts';
import { ganConfig, ganNetworks } from './tiny-gan.ts';

beforeAll(useWasm);
afterEach(() => {
  tf.disposeVariables();
});

const accuracyOf = (networks: Networks, kind: Adversary['kind'], person = 0) =>
  discriminatorAccuracy(new Adversary(kind, networks), tinyPreset.connect(networks), people[person], person, {
    backgroundWeight: 0.1,
  });

/** Networks whose decoders paint black, with an α of 1. */
function paintingBlack(): Networks {
  const networks = ganNetworks();
  for (const person of [0, 1]) {
    const decoder = networks[`decoder-${person}`];
    tf.tidy(() => {
      const weights = decoder.getWeights();
      const [kernel] = weights.slice(-2);
      decoder.setWeights([...weights.slice(0, -2), tf.zerosLike(kernel), tf.tensor1d([-20, -20, -20, 20])]);
    });
  }
  return networks;
}

/** Networks whose discriminators give every picture the same score. */
function constant(score: number): Networks {
  const networks = ganNetworks();
  for (const person of [0, 1]) {
    const discriminator = networks[`discriminator-${person}`];
    tf.tidy(() => {
      const weights = discriminator.getWeights();
      const last = weights.length - 1;
      discriminator.setWeights(
        weights.map((weight, i) => (i === last ? tf.fill(weight.shape, score) : tf.zerosLike(weight))),
      );
    });
  }
  return networks;
}

describe.each(['mixup', 'relativistic'] as const)('of a %s adversary', (adversary) => {
  test('a discriminator that was trained on easy fakes is nearly always right', async () => {
    const networks = paintingBlack();
    const model = tinyPreset.connect(networks);
    const own = new Adversary(adversary, networks);
    const adam = tf.train.adam(3e-3, 0.5);
    for (let step = 0; step < 60; step++) {
      tf.tidy(() => {
        const batch = sampleBatch(people, ganConfig, step, { person: 0, first: 0, end: 8 });
        const painted = model.paint(model.encode(batch.inputs, 0), 0);
        adam.minimize(() => own.discriminatorLoss(painted, batch), false, [...own.variables]);
      });
    }
    adam.dispose();
    expect(await accuracyOf(networks, adversary)).toBeGreaterThan(0.9);
  });

  test.each([-1, 0, 0.5, 0.7, 3])(
    'a discriminator whose score is always %d is right half of the time',
    async (score) => {
      expect(await accuracyOf(constant(score), adversary)).toBe(0.5);
    },
  );

  test('the other person’s discriminator is not asked', async () => {
    const networks = { ...constant(0), 'discriminator-1': ganNetworks()['discriminator-1'] };
    expect(await accuracyOf(networks, adversary, 0)).toBe(0.5);
  });
});

test('keeps no tensor', async () => {
  const networks = ganNetworks();
  await accuracyOf(networks, 'mixup');
  const before = tf.memory().numTensors;
  await accuracyOf(networks, 'mixup');
  expect(tf.memory().numTensors).toBe(before);
});

test('faces that are not proven are refused', async () => {
  const networks = ganNetworks();
  await expect(
    discriminatorAccuracy(
      new Adversary('mixup', networks),
      tinyPreset.connect(networks),
      unprovenCopy(take(people[0], 2)),
      0,
      { backgroundWeight: 0.1 },
    ),
  ).rejects.toMatchObject({ name: 'InputError' });
});
