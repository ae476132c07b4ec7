import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { InputError } from '../../src/errors.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { trainable, type Networks } from '../../src/train/autoencoder.ts';
import type { StepConfig } from '../../src/train/config/config.ts';
import { take } from '../../src/train/dataset/face-dataset.ts';
import { losses } from '../../src/train/loss/losses.ts';
import { updates, type Update } from '../../src/train/config/names.ts';
import { sampleBatch } from '../../src/train/dataset/sample-batch.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { variablesOf } from '../../src/nets/variables.ts';
import { tinyConfig, tinyNetworks, tinyPeople, tinyPreset, weightsOf } from './tiny.ts';

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
});

const people = tinyPeople();

function create(
  update: Update = 'joint',
  networks = tinyNetworks(),
  change: Partial<StepConfig> = {},
): Promise<Trainer> {
  const config = { ...tinyConfig, update, ...change };
  return Trainer.create({ model: tinyPreset.connect(networks), config, datasets: people });
}

const disposeNetworks = (networks: Networks): void => {
  for (const model of Object.values(networks)) model.dispose();
};

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
    const { inputs, targets, weights } = sampleBatch(people[person], tinyConfig, step, slice);
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

test('losses are in the order of the people, and are means over all steps since the last time', async () => {
  const trainer = await create();
  const first = await trainer.step({ people: [1, 0] }).losses();
  const second = await trainer.step({ people: [1] }).losses();
  const means = await trainer.meanLosses();
  expect([...means.keys()]).toEqual([0, 1]);
  expect(means.get(0)).toBeCloseTo(first[1], 6);
  expect(means.get(1)).toBeCloseTo((first[0] + second[0]) / 2, 6);
  expect(await trainer.meanLosses()).toEqual(new Map());
  await trainer.step({ people: [0] }).losses();
  expect([...(await trainer.meanLosses()).keys()]).toEqual([0]);
  trainer.dispose();
});

test('a step that is taken while mean losses are read counts for the next report', async () => {
  const trainer = await create();
  const first = await trainer.step().losses();
  const reading = trainer.meanLosses();
  const second = await trainer.step().losses();
  expect((await reading).get(0)).toBeCloseTo(first[0], 6);
  expect((await trainer.meanLosses()).get(0)).toBeCloseTo(second[0], 6);
  trainer.dispose();
});

test('the losses of a step are gone after the next', async () => {
  const trainer = await create();
  const { step, losses } = trainer.step();
  expect(step).toBe(1);
  expect(trainer.step().step).toBe(2);
  await expect(losses()).rejects.toThrow('The losses of step 1 are gone: step 2 has been taken.');
  trainer.dispose();
});

test('a step is the same whether a training was resumed before it or not', async () => {
  const whole = await create('alternating');
  whole.step({ people: [0] });
  const checkpoint = { step: 1, optimizer: await whole.optimizerState() };
  const copy = tinyNetworks();
  for (const [name, model] of Object.entries(whole.model.networks)) copy[name].setWeights(model.getWeights());
  const resumed = await Trainer.create({
    model: tinyPreset.connect(copy),
    config: { ...tinyConfig, update: 'alternating' },
    datasets: people,
    from: checkpoint,
  });
  for (const trainer of [whole, resumed]) trainer.step();
  expect(resumed.stepCount).toBe(2);
  expect(weightsOf(copy)).toEqual(weightsOf(whole.model.networks));
  whole.dispose();
  resumed.dispose();
});

describe('is refused with advice:', () => {
  const refusal = (message: string) => ({
    name: 'InputError',
    message: expect.stringContaining(message) as string,
    advice: expect.stringMatching(/\w/) as string,
  });

  test.each([[[]], [[0, 0]], [[2]], [[-1]], [[0.5]], [[NaN]]])('a step of the people %j', async (some) => {
    const trainer = await create();
    expect(() => trainer.step({ people: some })).toThrow(InputError);
    expect(trainer.stepCount).toBe(0);
    trainer.dispose();
  });

  test.each([-1, NaN, Infinity])('a step with a learning rate of %d', async (learningRate) => {
    const networks = tinyNetworks();
    const before = weightsOf(networks);
    const trainer = await create('joint', networks);
    expect(() => trainer.step({ learningRate })).toThrow(`The learning rate of a step is ${learningRate}`);
    expect(weightsOf(networks)).toEqual(before);
    trainer.dispose();
  });

  test.each([0, -1, 2.5, NaN, 1025])('a batch of %d', async (batch) => {
    await expect(create('joint', tinyNetworks(), { batch })).rejects.toMatchObject(
      refusal(`The batch is ${batch} images`),
    );
  });

  test('a person without faces, or nobody', async () => {
    const model = tinyPreset.connect(tinyNetworks());
    const empty = take(people[1], 0);
    await expect(
      Trainer.create({ model, config: tinyConfig, datasets: [people[0], empty] }),
    ).rejects.toMatchObject(refusal('Person 1 has no faces to train on.'));
    await expect(Trainer.create({ model, config: tinyConfig, datasets: [] })).rejects.toMatchObject(
      refusal('There are no people to train on.'),
    );
    expect(() => sampleBatch(empty, tinyConfig, 0, { person: 1, first: 0, end: 1 })).toThrow(
      'Person 1 has no faces to sample a batch from.',
    );
  });

  test('the state of an optimizer of another way of updating, or of a part of a group', async () => {
    const trainer = await create('joint');
    trainer.step();
    const optimizer = await trainer.optimizerState();
    trainer.dispose();
    const resume = (update: Update, state = optimizer) =>
      Trainer.create({
        model: tinyPreset.connect(tinyNetworks()),
        config: { ...tinyConfig, update },
        datasets: people,
        from: { step: 1, optimizer: state },
      });
    await expect(resume('alternating')).rejects.toMatchObject({
      name: 'JanusError',
      message: expect.stringContaining('shared/step [] does not belong to it') as string,
    });
    await expect(resume('joint', optimizer.slice(0, -1))).rejects.toMatchObject({
      message: expect.stringMatching(/person-1\/decoder-1\/\d+\/v \[.*\] is missing/) as string,
    });
    const misshaped = optimizer.map((entry, i) => (i === 1 ? { ...entry, tensor: tf.zeros([3]) } : entry));
    await expect(resume('joint', misshaped)).rejects.toThrow('shared/encoder/0/m [3] does not belong to it');
  });
});
