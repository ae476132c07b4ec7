import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import type { Parts } from '../../src/train/autoencoder.ts';
import type { NamedTensor } from '../../src/train/team-adam.ts';
import { train, type Snapshot } from '../../src/train/trainer.ts';
import {
  alone,
  tinyHeldOut,
  tinyParts,
  tinyPeople,
  tinyPreset,
  tinyRecipe,
  tinyTraining,
  weightsOf,
} from './tiny.ts';

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
});

const dispose = (parts: Parts) => {
  for (const model of Object.values(parts)) model.dispose();
};

/** As a checkpoint would: the weights and the optimizer's state as they are now, in models of their own. */
function copyOf({ reached, parts, optimizer }: Snapshot): Snapshot {
  const copies = tinyParts();
  for (const [name, model] of Object.entries(parts)) copies[name].setWeights(model.getWeights());
  return {
    reached,
    parts: copies,
    optimizer: optimizer.map(({ name, tensor }: NamedTensor) => ({ name, tensor: tensor.clone() })),
  };
}

describe('a training', () => {
  test('trains all parts, lowers the losses, and tells how it goes', async () => {
    // What the first of many steps loses is told or not, as the clock has it; a training of one step always tells.
    const one = tinyTraining({ recipe: { ...tinyRecipe, end: { steps: 1 } } });
    await train(alone(), one);
    const first = one.news.flatMap((told) => (told.kind === 'step' ? told.losses : []));
    dispose(one.from.parts);

    const training = tinyTraining({ recipe: { ...tinyRecipe, end: { steps: 150 } } });
    const before = weightsOf(training.from.parts);
    const reached = await train(alone(), training);
    expect(reached).toMatchObject({ step: 150, progress: 1 });
    weightsOf(training.from.parts).forEach((weight, i) => {
      expect(weight, `weight ${i}`).not.toEqual(before[i]);
    });
    const { news } = training;
    expect(news[0]).toMatchObject({ kind: 'look', reached: { step: 0 } });
    expect(news.slice(-3).map(({ kind }) => kind)).toEqual(['step', 'look', 'saved']);
    const losses = news.flatMap((told) => (told.kind === 'step' ? [told.losses] : []));
    expect(first).toHaveLength(2);
    losses.at(-1)!.forEach((loss, person) => {
      expect(loss).toBeLessThan(0.8 * first[person]);
    });
    dispose(training.from.parts);
  });

  test('leaves no tensor behind', async () => {
    const counts = [];
    for (const steps of [3, 9]) {
      const training = tinyTraining({
        recipe: { ...tinyRecipe, end: { steps }, saveEvery: 0, lookEvery: 0 },
      });
      await train(alone(), training);
      dispose(training.from.parts);
      counts.push(tf.memory().numTensors);
    }
    expect(counts[1]).toBe(counts[0]);
  });

  test('goes on from a snapshot to the same bytes as without a stop', async () => {
    const whole = tinyTraining();
    await train(alone(), whole);

    let snapshot: Snapshot | undefined;
    const finishing = alone();
    const first = tinyTraining({
      recipe: { ...tinyRecipe, saveEvery: 0 },
      save: (saved) => {
        if (saved.reached.step === 5) {
          snapshot = copyOf(saved);
          finishing.askToFinish();
        }
        return Promise.resolve();
      },
    });
    const { step } = await train(finishing, first);
    expect(step, 'it ends with the next step').toBe(6);
    expect(snapshot!.reached).toMatchObject({ step: 5, progress: 5 / 12 });

    const second = tinyTraining({ from: snapshot! });
    expect(await train(alone(), second)).toMatchObject({ step: 12, progress: 1 });
    expect(second.news[0]).toMatchObject({ kind: 'look', reached: { step: 5 } });
    expect(snapshot!.optimizer.every(({ tensor }) => tensor.isDisposed)).toBe(true);
    expect(weightsOf(second.from.parts)).toEqual(weightsOf(whole.from.parts));
    for (const { from } of [whole, first, second]) dispose(from.parts);
  });

  test('of another seed goes another way', async () => {
    const results = [];
    for (const seed of [3, 3, 4]) {
      const training = tinyTraining({ recipe: { ...tinyRecipe, seed } });
      await train(alone(), training);
      results.push(weightsOf(training.from.parts));
      dispose(training.from.parts);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).not.toEqual(results[0]);
  });

  test('takes any number of people', async () => {
    const people = tinyPeople(3);
    const training = tinyTraining({
      people,
      heldOut: [],
      from: { reached: { step: 0, seconds: 0, progress: 0 }, parts: tinyParts(3), optimizer: [] },
    });
    await train(alone(), training);
    const last = training.news.findLast(({ kind }) => kind === 'step');
    expect(last).toMatchObject({
      losses: [expect.any(Number), expect.any(Number), expect.any(Number)] as number[],
    });
    dispose(training.from.parts);
  });

  test('that diverges ends with advice, and saves nothing that is no number', async () => {
    const saved: number[] = [];
    const tensors = tf.memory().numTensors;
    const training = tinyTraining({
      recipe: { ...tinyRecipe, learningRate: 1e38, schedule: 'constant', saveEvery: 0 },
      save: async ({ reached, parts }) => {
        for (const weights of weightsOf(parts)) expect(weights.every(Number.isFinite)).toBe(true);
        saved.push(reached.step);
        await Promise.resolve();
      },
    });
    await expect(train(alone(), training)).rejects.toMatchObject({
      name: 'JanusError',
      message: expect.stringContaining('diverged') as string,
      advice: expect.stringContaining('--learning-rate') as string,
    });
    expect(saved.length).toBeLessThan(3);
    dispose(training.from.parts);
    expect(tf.memory().numTensors, 'tensors left behind').toBe(tensors);
  });

  test('whose swap error is no number ends before it is told', async () => {
    const seen = tinyHeldOut(tinyPeople());
    const training = tinyTraining({
      heldOut: seen.map((faces) => ({ ...faces, keyMasks: new Uint8Array(faces.keyMasks.length) })),
    });
    await expect(train(alone(), training)).rejects.toMatchObject({
      name: 'JanusError',
      message: expect.stringContaining('at step 0 the swap errors are NaN and NaN') as string,
    });
    expect(training.news).toEqual([]);
    dispose(training.from.parts);
  });

  test('that collapses ends with advice, and saves nothing that has collapsed', async () => {
    const saved: number[] = [];
    let steps = 0;
    const training = tinyTraining({
      // What it paints changes with what it is given, until its fifth step.
      preset: {
        ...tinyPreset,
        assemble: (parts) => {
          const model = tinyPreset.assemble(parts);
          return {
            ...model,
            decode: (latent, target) => {
              const shade = tf.reshape(tf.mean(latent, 1), [-1, 1, 1, 1]);
              return tf.add(tf.mul(model.decode(latent, target), 0), tf.mul(shade, steps < 1005 ? 10 : 0));
            },
          };
        },
      },
      recipe: { ...tinyRecipe, end: { steps: 1010 }, saveEvery: 0, lookEvery: 1000 },
      from: { reached: { step: 1000, seconds: 1, progress: 0.9 }, parts: tinyParts(2), optimizer: [] },
      tell: ({ kind, reached }) => {
        if (kind === 'saved') steps = reached.step;
      },
      save: ({ reached }) => {
        saved.push(reached.step);
        return Promise.resolve();
      },
    });
    await expect(train(alone(), training)).rejects.toMatchObject({
      name: 'JanusError',
      message: expect.stringContaining('collapsed') as string,
      advice: expect.stringContaining('still good') as string,
    });
    expect(saved).toEqual([1001, 1002, 1003, 1004, 1005]);
    dispose(training.from.parts);
  });

  test('whose disk is full ends with that error', async () => {
    const training = tinyTraining({ save: () => Promise.reject(new Error('The disk is full.')) });
    await expect(train(alone(), training)).rejects.toThrow('The disk is full.');
    dispose(training.from.parts);
  });
});
