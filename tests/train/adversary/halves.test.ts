import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { variablesOf } from '../../../src/nets/variables.ts';
import { Adversary } from '../../../src/train/adversary/adversary.ts';
import { isDiscriminator, trainable, type Networks } from '../../../src/train/autoencoder.ts';
import type { StepConfig } from '../../../src/train/config/config.ts';
import { updates } from '../../../src/train/config/names.ts';
import { sampleBatch } from '../../../src/train/dataset/sample-batch.ts';
import { objectiveOf } from '../../../src/train/objective.ts';
import { Trainer } from '../../../src/train/trainer.ts';
import { backward, type Batch } from '../../../src/train/training-step.ts';
import { useWasm } from '../../engine/backends.ts';
import { people } from '../tiny-trainer.ts';
import { noGan, tinyNetworks, tinyPreset, weightsOf } from '../tiny.ts';
import { ganConfig, ganNetworks } from './tiny-gan.ts';

beforeAll(useWasm);
afterEach(() => {
  tf.disposeVariables();
});

/** A smooth loss: the absolute error has corners. */
const smooth: StepConfig = { ...ganConfig, loss: 'mse', edgeWeight: 0 };
const alphaRule = { kind: 'at-least', value: 0.9 } as const;
const kinds = ['mixup', 'relativistic'] as const;

const batchesOf = (config: StepConfig, step: number, persons = [0, 1]): Batch[] =>
  persons.map((person) => sampleBatch(people, config, step, { person, first: 0, end: config.batch }));

/** The terms of all people's losses, added up, and the gradients of both halves, by network. */
function halves(networks: Networks, config: StepConfig, batches: readonly Batch[]) {
  const model = tinyPreset.connect(networks);
  const { adversary: kind } = config;
  const adversary = kind === 'none' ? undefined : new Adversary(kind, networks);
  const context = {
    ...{ model, adversary, variables: trainable(model) },
    objective: objectiveOf({ config, adversary, alphaRule }),
    optimize: () => undefined,
  };
  const { losses, gradients } = backward(context, batches);
  const terms: Record<string, number> = {};
  for (const loss of losses) {
    for (const [name, term] of Object.entries(loss.terms)) {
      terms[name] = (terms[name] ?? 0) + term.dataSync()[0];
    }
  }
  const values: Record<string, number[][]> = {};
  for (const [name, network] of Object.entries(networks)) {
    values[name] = variablesOf(network).map((variable) =>
      variable.name in gradients ? [...gradients[variable.name].dataSync()] : [],
    );
  }
  tf.dispose([gradients, losses.map((loss) => loss.terms)]);
  return { terms, gradients: values };
}

const ofGenerator = ({ discriminator: _, ...terms }: Record<string, number>) =>
  Object.values(terms).reduce((sum, term) => sum + term, 0);
const dispose = (batches: readonly Batch[]) => {
  tf.dispose(batches.map(({ inputs, targets, weights, seen }) => [inputs, targets, weights, seen]));
};

describe.each(kinds)('of a step with a %s adversary', (adversary) => {
  const config = { ...smooth, adversary };

  test.each(['encoder', 'decoder-0', 'decoder-1', 'discriminator-0', 'discriminator-1'])(
    'the gradient of %s is that of central differences of its own half',
    (name) => {
      const networks = ganNetworks();
      const batches = batchesOf(config, 3);
      const variables = variablesOf(networks[name]);
      // A large weight, so that the adversary's part of the gradient counts.
      const run = () => halves(networks, { ...config, adversarialWeight: 2 }, batches);
      const gradient = run().gradients[name];
      const length = Math.hypot(...gradient.flat());
      expect(length).toBeGreaterThan(1e-3);
      const before = variables.map((variable) => variable.clone());
      // Along the gradient, where the slope is its length.
      const moved = (by: number) => {
        tf.tidy(() => {
          variables.forEach((variable, i) => {
            const way = tf.tensor([...gradient[i]], variable.shape);
            variable.assign(tf.add(before[i], tf.mul(way, by / length)));
          });
        });
        const { terms } = run();
        return isDiscriminator(name) ? terms['discriminator'] : ofGenerator(terms);
      };
      const h = 0.001;
      const slope = (moved(h) - moved(-h)) / (2 * h);
      expect(Math.abs(slope / length - 1)).toBeLessThan(0.03); // leaky ReLUs have corners
      tf.dispose(before);
      dispose(batches);
    },
  );

  test('the discriminators’ half does not depend on what deception counts', () => {
    const networks = ganNetworks();
    const batches = batchesOf(config, 3);
    const [little, much] = [0.1, 1000].map((adversarialWeight) =>
      halves(networks, { ...config, adversarialWeight }, batches),
    );
    for (const name of ['discriminator-0', 'discriminator-1']) {
      expect(much.gradients[name]).toEqual(little.gradients[name]);
    }
    expect(much.terms['discriminator']).toBe(little.terms['discriminator']);
    expect(much.gradients['encoder']).not.toEqual(little.gradients['encoder']);
    expect(much.terms['adversarial'] / little.terms['adversarial']).toBeCloseTo(1e4, -1);
    dispose(batches);
  });

  test('the autoencoder’s half is the one without an adversary, if it counts nothing', () => {
    const networks = ganNetworks();
    const batches = batchesOf(config, 3);
    const without = halves(networks, { ...config, adversary: 'none' }, batches);
    const uncounted = halves(networks, { ...config, adversarialWeight: 0 }, batches);
    for (const name of ['encoder', 'decoder-0', 'decoder-1']) {
      expect(uncounted.gradients[name]).toEqual(without.gradients[name]);
    }
    expect(Object.keys(without.terms)).toEqual(['reconstruction', 'alpha']);
    expect(Object.keys(uncounted.terms)).toEqual(['reconstruction', 'alpha', 'discriminator']);
    expect(without.gradients['discriminator-0'].flat()).toEqual([]);
    dispose(batches);
  });

  test('one person’s faces have no gradient for the other’s discriminator', () => {
    const networks = ganNetworks();
    const batches = batchesOf(config, 3, [1]);
    const { gradients } = halves(networks, config, batches);
    const has = Object.keys(gradients).filter((name) => gradients[name].flat().length > 0);
    expect(has).toEqual(['encoder', 'decoder-1', 'discriminator-1']);
    dispose(batches);
  });
});

describe.each(updates)('%s updates', (update) => {
  /** The networks that a step of these people changes. */
  async function changedBy(config: StepConfig, networks: Networks, some: readonly number[]) {
    const trainer = await Trainer.create({ model: tinyPreset.connect(networks), config, datasets: people });
    const before = Object.values(networks).map((network) => weightsOf({ network }));
    trainer.step({ people: some });
    trainer.dispose();
    return Object.keys(networks).filter(
      (name, i) => JSON.stringify(weightsOf({ network: networks[name] })) !== JSON.stringify(before[i]),
    );
  }

  test('change everybody’s networks with an adversary, and without one all but discriminators', async () => {
    const config = { ...ganConfig, update };
    const autoencoder = ['encoder', 'decoder-0', 'decoder-1'];
    const discriminators = ['discriminator-0', 'discriminator-1'];
    expect(await changedBy(config, ganNetworks(), [0, 1])).toEqual([...autoencoder, ...discriminators]);
    expect(await changedBy({ ...config, ...noGan }, ganNetworks(), [0, 1])).toEqual(autoencoder);
    expect(await changedBy({ ...config, ...noGan }, tinyNetworks(), [0, 1])).toEqual(autoencoder);
  });

  test('of one person change their discriminator alone', async () => {
    const changed = await changedBy({ ...ganConfig, update }, ganNetworks(), [1]);
    expect(changed).toEqual(['encoder', 'decoder-1', 'discriminator-1']);
  });

  test('leave no tensor behind', async () => {
    for (const adversary of kinds) {
      const networks = ganNetworks();
      const model = tinyPreset.connect(networks);
      const before = tf.memory().numTensors;
      const config = { ...ganConfig, update, adversary };
      const trainer = await Trainer.create({ model, config, datasets: people });
      trainer.step();
      const during = tf.memory().numTensors;
      for (let step = 0; step < 3; step++) await trainer.step().losses();
      expect((await trainer.meanLosses()).map(({ person }) => person)).toEqual([0, 1]);
      trainer.step();
      expect(tf.memory().numTensors).toBe(during);
      trainer.beginStage({ exchange: true });
      trainer.step();
      expect(tf.memory().numTensors).toBe(during);
      trainer.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});

test('both halves go by the weights before the step; discriminators at twice the rate, with β₁ = 0.5', async () => {
  const config = { ...smooth, adversarialWeight: 1 };
  const networks = ganNetworks();
  const trainer = await Trainer.create({ model: tinyPreset.connect(networks), config, datasets: people });
  for (let step = 0; step < 3; step++) trainer.step({ alphaRule });
  trainer.dispose();

  const expected = ganNetworks();
  const rate = config.learningRate;
  const optimizers = Object.values(expected).map((_, i) =>
    i < 3 ? tf.train.adam(rate, config.beta1, 0.999, 1e-7) : tf.train.adam(2 * rate, 0.5, 0.999, 1e-7),
  );
  for (let step = 0; step < 3; step++) {
    const batches = batchesOf(config, step);
    const { gradients } = halves(expected, config, batches);
    Object.entries(expected).forEach(([name, network], i) => {
      tf.tidy(() => {
        optimizers[i].applyGradients(
          variablesOf(network).map((variable, at) => ({
            name: variable.name,
            tensor: tf.tensor([...gradients[name][at]], variable.shape),
          })),
        );
      });
    });
    dispose(batches);
  }
  const found = weightsOf(networks).flat();
  const off = weightsOf(expected)
    .flat()
    .map((weight, i) => Math.abs(weight - found[i]));
  expect(Math.max(...off)).toBeLessThan(1e-5);
  for (const optimizer of optimizers) optimizer.dispose();
});

test('an adversary without discriminators is refused, with advice', async () => {
  await expect(
    Trainer.create({ model: tinyPreset.connect(tinyNetworks()), config: ganConfig, datasets: people }),
  ).rejects.toMatchObject({
    name: 'InputError',
    message: 'There are discriminators for 0 people: expected them for 2.',
    advice: expect.stringContaining('adversary') as string,
  });
});
