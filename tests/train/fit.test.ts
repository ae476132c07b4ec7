import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { subset } from '../../src/train/dataset/face-dataset.ts';
import { collectStatistics } from '../../src/train/latents/collect-latents.ts';
import type { NamedTensor } from '../../src/train/optimizer/sharded-adam.ts';
import { fit, type Checkpoint } from '../../src/train/fit.ts';
import { disposeNetworks as dispose } from '../../src/pipeline/networks/build-networks.ts';
import {
  alone,
  beginning,
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

/** A copy, as if it was saved and read: the weights and the optimizer's state in tensors of their own. */
function copyOf({ networks, optimizer, ...numbers }: Checkpoint): Checkpoint {
  const copies = tinyNetworks();
  for (const [name, model] of Object.entries(networks)) copies[name].setWeights(model.getWeights());
  return {
    ...numbers,
    networks: copies,
    optimizer: optimizer.map(({ name, tensor }: NamedTensor) => ({ name, tensor: tensor.clone() })),
  };
}

describe('a training', () => {
  test('trains all networks, lowers the losses, and reports its events', async () => {
    // Whether the loss of the first of many steps is reported depends on the clock; a training of one step
    // always reports it.
    const one = tinyTraining({ config: { ...tinyConfig, stop: { steps: 1 } } });
    await fit(alone(), one);
    const first = one.events.flatMap((event) => (event.kind === 'step' ? event.losses : []));
    dispose(one.from.networks);

    const training = tinyTraining({ config: { ...tinyConfig, stop: { steps: 150 } } });
    const before = weightsOf(training.from.networks);
    const progress = await fit(alone(), training);
    expect(progress).toMatchObject({ step: 150, fraction: 1 });
    weightsOf(training.from.networks).forEach((weight, i) => {
      expect(weight, `weight ${i}`).not.toEqual(before[i]);
    });
    const { events } = training;
    expect(events[0]).toMatchObject({ kind: 'validation', progress: { step: 0 } });
    expect(events.slice(-3).map(({ kind }) => kind)).toEqual(['step', 'validation', 'checkpoint']);
    const losses = events.flatMap((event) => (event.kind === 'step' ? [event.losses] : []));
    expect(first).toHaveLength(2);
    losses.at(-1)!.forEach(({ loss }, person) => {
      expect(loss).toBeLessThan(0.8 * first[person].loss);
    });
    dispose(training.from.networks);
  });

  test('keeps the statistics of the latents of all faces at its end, and of a sample on the way', async () => {
    const people = tinyPeople().map((faces) =>
      subset(
        faces,
        Array.from({ length: 150 }, (_, i) => (i * i) % faces.count),
      ),
    );
    const saved: Checkpoint['latents'][] = [];
    const training = tinyTraining({
      datasets: people,
      config: { ...tinyConfig, stop: { steps: 2 }, learningRate: 0, saveEvery: 0 },
      save: ({ latents }) => {
        saved.push(latents);
        return Promise.resolve();
      },
    });
    await fit(alone(), training);
    const model = tinyPreset.connect(training.from.networks);
    const { flip } = tinyConfig.augment;
    expect(saved).toEqual([
      await collectStatistics(model, people, flip, 256),
      await collectStatistics(model, people, flip),
    ]);
    expect(saved[0]).not.toEqual(saved[1]);
    dispose(training.from.networks);
  });

  test('of no time changes nothing, and saves the networks as they start, with the statistics of their latents', async () => {
    const saved: Checkpoint[] = [];
    const training = tinyTraining({
      config: { ...tinyConfig, stop: { seconds: 0 } },
      save: (checkpoint) => {
        saved.push(checkpoint);
        return Promise.resolve();
      },
    });
    const before = weightsOf(training.from.networks);
    expect(await fit(alone(), training)).toEqual({ step: 0, seconds: 0, fraction: 1 });
    expect(weightsOf(training.from.networks)).toEqual(before);
    expect(training.events.map(({ kind }) => kind)).toEqual(['validation', 'checkpoint']);
    expect(saved).toHaveLength(1);
    expect(saved[0].latents).toHaveLength(2);
    dispose(training.from.networks);
  });

  test('leaves no tensor behind', async () => {
    const counts = [];
    for (const steps of [3, 9]) {
      const training = tinyTraining({
        config: { ...tinyConfig, stop: { steps }, saveEvery: 0, validateEvery: 0 },
      });
      await fit(alone(), training);
      dispose(training.from.networks);
      counts.push(tf.memory().numTensors);
    }
    expect(counts[1]).toBe(counts[0]);
  });

  test('is resumed from a checkpoint to the same bytes as without a stop', async () => {
    const whole = tinyTraining();
    await fit(alone(), whole);

    let checkpoint: Checkpoint | undefined;
    const finishing = alone();
    const first = tinyTraining({
      config: { ...tinyConfig, saveEvery: 0 },
      save: (saved) => {
        if (saved.progress.step === 5) {
          checkpoint = copyOf(saved);
          finishing.requestStop();
        }
        return Promise.resolve();
      },
    });
    const { step } = await fit(finishing, first);
    expect(step, 'it ends with the next step').toBe(6);
    expect(checkpoint!.progress).toMatchObject({ step: 5, fraction: 5 / 12 });

    const second = tinyTraining({ from: checkpoint! });
    expect(await fit(alone(), second)).toMatchObject({ step: 12, fraction: 1 });
    expect(second.events[0]).toMatchObject({ kind: 'validation', progress: { step: 5 } });
    expect(checkpoint!.optimizer.every(({ tensor }) => tensor.isDisposed)).toBe(true);
    expect(weightsOf(second.from.networks)).toEqual(weightsOf(whole.from.networks));
    for (const { from } of [whole, first, second]) dispose(from.networks);
  });

  test('of another seed has other results', async () => {
    const results = [];
    for (const seed of [3, 3, 4]) {
      const training = tinyTraining({ config: { ...tinyConfig, seed } });
      await fit(alone(), training);
      results.push(weightsOf(training.from.networks));
      dispose(training.from.networks);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).not.toEqual(results[0]);
  });

  test('takes any number of people', async () => {
    const people = tinyPeople(3);
    const training = tinyTraining({
      datasets: people,
      validation: [],
      from: beginning(tinyNetworks(3)),
    });
    await fit(alone(), training);
    const last = training.events.findLast(({ kind }) => kind === 'step');
    expect(last).toMatchObject({
      losses: [0, 1, 2].map((person) => ({ person, loss: expect.any(Number) as number })),
    });
    dispose(training.from.networks);
  });
});
