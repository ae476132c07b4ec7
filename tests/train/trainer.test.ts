import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { InputError } from '../../src/errors.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import type { Update } from '../../src/train/config/names.ts';
import { take } from '../../src/train/dataset/face-dataset.ts';
import { sampleBatch } from '../../src/train/dataset/sample-batch.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { create, people } from './tiny-trainer.ts';
import { tinyConfig, tinyNetworks, tinyPreset, weightsOf } from './tiny.ts';

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
});

test('losses are in the order of the people, and are means over all steps since the last time', async () => {
  const trainer = await create();
  const first = await trainer.step({ people: [1, 0] }).losses();
  const second = await trainer.step({ people: [1] }).losses();
  const means = await trainer.meanLosses();
  expect(means.map(({ person }) => person)).toEqual([0, 1]);
  expect(means[0].loss).toBeCloseTo(first[1], 6);
  expect(means[1].loss).toBeCloseTo((first[0] + second[0]) / 2, 6);
  expect(await trainer.meanLosses()).toEqual([]);
  await trainer.step({ people: [0] }).losses();
  expect((await trainer.meanLosses()).map(({ person }) => person)).toEqual([0]);
  trainer.dispose();
});

test('a step that is taken while mean losses are read counts for the next report', async () => {
  const trainer = await create();
  const first = await trainer.step().losses();
  const reading = trainer.meanLosses();
  const second = await trainer.step().losses();
  expect((await reading)[0].loss).toBeCloseTo(first[0], 6);
  expect((await trainer.meanLosses())[0].loss).toBeCloseTo(second[0], 6);
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
    // Whoever is trained: the others' faces lend their colours.
    for (const person of [0, 1]) {
      expect(() => sampleBatch([people[0], empty], tinyConfig, 0, { person, first: 0, end: 1 })).toThrow(
        'Person 1 has no faces to sample a batch from.',
      );
    }
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
