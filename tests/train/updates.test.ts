import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { trainable } from '../../src/train/autoencoder.ts';
import { losses } from '../../src/train/loss/losses.ts';
import { updates, type Update } from '../../src/train/config/names.ts';
import { sampleBatch } from '../../src/train/dataset/sample-batch.ts';
import type { Trainer } from '../../src/train/trainer.ts';
import { variablesOf } from '../../src/nets/variables.ts';
import { disposeNetworks } from '../../src/pipeline/networks/build-networks.ts';
import { create, people } from './tiny-trainer.ts';
import { tinyConfig, tinyNetworks, tinyPreset, weightsOf } from './tiny.ts';

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
});

async function onCpu<Result>(compute: () => Result): Promise<Result> {
  await tf.setBackend('cpu');
  try {
    return compute();
  } finally {
    await tf.setBackend('wasm');
  }
}

/** What a network's weights and both of Adam's moments of them are. */
async function stateOf(trainer: Trainer, network: string): Promise<number[][]> {
  const state = await trainer.optimizerState();
  const moments = state
    .filter(({ name }) => name.includes(`/${network}/`))
    .map(({ tensor }) => [...tensor.dataSync()]);
  tf.dispose(state.map(({ tensor }) => tensor));
  return [...weightsOf({ network: trainer.model.networks[network] }), ...moments];
}

/** Trains with TensorFlow.js's own Adam: one for each list of variables, each time it is their turn. */
function trainWithStockAdam(steps: readonly (readonly number[])[], update: Update): number[][] {
  const networks = tinyNetworks();
  const model = tinyPreset.connect(networks);
  const adam = () => tf.train.adam(tinyConfig.learningRate, tinyConfig.beta1, 0.999, 1e-7);
  const variables = (...names: string[]) => names.flatMap((name) => variablesOf(networks[name]));
  const [shared, ...own] = [adam(), adam(), adam()];
  const lossOf = (step: number, person: number): tf.Scalar => {
    const slice = { person, first: 0, end: tinyConfig.batch };
    const { inputs, targets, weights } = sampleBatch(people, tinyConfig, step, slice);
    return losses.mse(model.decode(model.encode(inputs, person), person), targets, weights);
  };
  steps.forEach((some, step) => {
    tf.tidy(() => {
      if (update === 'alternating') {
        for (const person of some) {
          own[person].minimize(() => lossOf(step, person), false, variables('encoder', `decoder-${person}`));
        }
        return;
      }
      const { grads } = tf.variableGrads(
        () => tf.addN(some.map((person) => lossOf(step, person))).asScalar(),
        trainable(model),
      );
      const apply = (optimizer: tf.AdamOptimizer, network: string) => {
        optimizer.applyGradients(variables(network).map(({ name }) => ({ name, tensor: grads[name] })));
      };
      apply(shared, 'encoder');
      for (const person of some) apply(own[person], `decoder-${person}`);
    });
  });
  return weightsOf(networks);
}

describe.each(updates)('%s updates', (update) => {
  const steps = [[0, 1], [0], [0], [1, 0], [1]];

  test('are those of stock Adams on the cpu backend, a count of steps for each group', async () => {
    const networks = tinyNetworks();
    // The absolute error has corners, where rounding decides about the sign of a gradient; the squared error
    // has none.
    const trainer = await create(update, networks, { loss: 'mse' });
    for (const some of steps) trainer.step({ people: some });
    const found = weightsOf(networks);
    trainer.dispose();
    const expected = (await onCpu(() => trainWithStockAdam(steps, update))).flat();
    const off = found.flat().map((weight, i) => Math.abs(weight - expected[i]));
    expect(Math.max(...off)).toBeLessThan(1e-4);
  });

  test('of one person change that person’s networks and the encoder, and no other weight or moment', async () => {
    const trainer = await create(update);
    trainer.step();
    const before = await Promise.all(
      ['encoder', 'decoder-0', 'decoder-1'].map((name) => stateOf(trainer, name)),
    );
    trainer.step({ people: [1] });
    const after = await Promise.all(
      ['encoder', 'decoder-0', 'decoder-1'].map((name) => stateOf(trainer, name)),
    );
    expect(after[1].length).toBeGreaterThan(8);
    expect(after[1]).toEqual(before[1]);
    for (const changed of [0, 2]) expect(after[changed]).not.toEqual(before[changed]);
    trainer.dispose();
  });

  test('of a person who was left out begin as Adam’s first: with the learning rate, whatever the gradient', async () => {
    const networks = tinyNetworks();
    const trainer = await create(update, networks);
    for (let step = 0; step < 30; step++) trainer.step({ people: [0] });
    const before = weightsOf({ decoder: networks['decoder-1'] }).flat();
    trainer.step({ people: [1], learningRate: 0.01 });
    const moves = weightsOf({ decoder: networks['decoder-1'] })
      .flat()
      .map((weight, i) => Math.abs(weight - before[i]));
    // |m̂| / √v̂ is 1 at the first step, but for ε: Kingma and Ba, section 2.1.
    expect(Math.max(...moves)).toBeLessThan(0.01001);
    expect(moves.filter((move) => move > 0.0099).length).toBeGreaterThan(0.7 * moves.length);
    trainer.dispose();
  });

  test('leave no tensor behind', async () => {
    const networks = tinyNetworks();
    const before = tf.memory().numTensors;
    const trainer = await create(update, networks);
    trainer.step();
    await trainer.meanLosses();
    const during = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) await trainer.step().losses();
    await trainer.meanLosses();
    expect(tf.memory().numTensors).toBe(during);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    disposeNetworks(networks);
  });
});

test('alternating updates train B with an encoder that A has already changed, joint ones do not', async () => {
  const results: number[][] = [];
  for (const update of updates) {
    const trainer = await create(update);
    results.push(await trainer.step({ people: [0, 1], learningRate: 0.05 }).losses());
    trainer.dispose();
  }
  const [joint, alternating] = results;
  expect(alternating[0]).toBe(joint[0]);
  expect(Math.abs(alternating[1] - joint[1])).toBeGreaterThan(1e-4);
});
