import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Networks } from '../../src/train/autoencoder.ts';
import type { TrainConfig } from '../../src/train/config/config.ts';
import { updates } from '../../src/train/config/names.ts';
import { exchangeDecoders } from '../../src/train/exchange-decoders.ts';
import { fit, type Checkpoint } from '../../src/train/fit.ts';
import { stageAt, stagesOf } from '../../src/train/stages.ts';
import { useWasm } from '../engine/backends.ts';
import { copyOf, ganConfig, ganNetworks } from './adversary/tiny-gan.ts';
import { alone, beginning, tinyTraining, weightsOf } from './tiny.ts';

beforeAll(useWasm);
afterAll(() => {
  tf.disposeVariables();
});

/** The steps before which the stages of a training of thirty steps begin: 0, 0.3, 0.4, 0.5, 2/3, 0.8, 0.9. */
const STEPS = 30;
const BEGINNINGS = [0, 9, 12, 15, 20, 24, 27];

const config: TrainConfig = { ...ganConfig, schedule: 'constant', stop: { steps: STEPS } };
const training = (options: Parameters<typeof tinyTraining>[0] = {}) =>
  tinyTraining({ config, validation: [], from: beginning(ganNetworks()), ...options });

/** Where a stopped training would go on. */
const at = (step: number, stage: number): Checkpoint => ({
  ...beginning(ganNetworks()),
  progress: { step, seconds: 1, fraction: step / STEPS },
  stage,
});
const weightsBy = (networks: Networks, name: string) => weightsOf({ network: networks[name] });

describe('the schedule of faceswap-GAN', () => {
  const stages = stagesOf['faceswap-gan'];

  test('has a stage for every step, which begins as early as it may', () => {
    const numbers = Array.from({ length: STEPS }, (_, step) => stageAt(stages, step / STEPS));
    const expected = numbers.map((_, step) => BEGINNINGS.findLastIndex((first) => first <= step));
    expect(numbers).toEqual(expected);
    expect(stageAt(stages, 1)).toBe(6);
  });

  test('is that of its notebook, which counts 40,000 steps', () => {
    // At 20 % it only switches on the perceptual loss.
    const notebook = [
      [0, 'small', undefined, 1],
      [12000, 'at-least', 0.5, 1],
      [16000, 'at-least', 0.2, 1],
      [20000, 'at-least', 0.4, 1],
      [26667, 'small', undefined, 0.3],
      [32000, 'at-least', 0.1, 0.3],
      [36000, 'small', undefined, 0.1],
    ];
    const found = stages.map(({ from, alpha, rate }) => [
      Math.round(40000 * from),
      alpha.kind,
      alpha.kind === 'at-least' ? alpha.value : undefined,
      rate,
    ]);
    expect(found).toEqual(notebook);
    expect(stages.map(({ exchange }) => exchange === true)).toEqual([0, 0, 0, 0, 0, 1, 0].map(Boolean));
    expect(stagesOf['without-exchange'].map((stage) => ({ ...stage }))).toEqual(
      stages.map(({ exchange: _, ...stage }) => stage),
    );
  });
});

/** Within each stage, and where the next one begins; of joint updates, about the exchange. */
const stops = {
  alternating: [4, 9, 10, 12, 14, 15, 18, 20, 22, 24, 25, 27, 29],
  joint: [22, 24, 25],
};

describe.each(updates)('a training with %s updates through all stages', (update) => {
  /** After each step, and at last. */
  const saved: Checkpoint[] = [];
  let last: Networks;

  beforeAll(async () => {
    const whole = training({
      config: { ...config, update, saveEvery: 0 },
      save: (checkpoint) => {
        saved.push(copyOf(checkpoint));
        return Promise.resolve();
      },
    });
    await fit(alone(), whole);
    last = whole.from.networks;
  });

  test('comes to each stage, and counts Adam’s steps from its beginning', () => {
    expect(saved.map(({ progress }) => progress.step)).toEqual(
      Array.from({ length: STEPS }, (_, i) => i + 1),
    );
    for (const { progress, stage, optimizer } of saved) {
      expect(stage).toBe(BEGINNINGS.findLastIndex((first) => first < progress.step));
      const counts = optimizer.filter(({ name }) => name.endsWith('/step'));
      expect(counts).toHaveLength(update === 'joint' ? 5 : 4);
      for (const { name, tensor } of counts) {
        expect(tensor.dataSync()[0], `${name} at step ${progress.step}`).toBe(
          progress.step - BEGINNINGS[stage],
        );
      }
    }
  });

  test.each(stops[update])('stopped after step %i and resumed gives the same bytes', async (step) => {
    const saves: Checkpoint[] = [];
    const resumed = training({
      config: { ...config, update },
      from: copyOf(saved[step - 1]),
      save: (checkpoint) => {
        saves.push(copyOf(checkpoint));
        return Promise.resolve();
      },
    });
    expect(await fit(alone(), resumed)).toMatchObject({ step: STEPS, fraction: 1 });
    expect(weightsOf(resumed.from.networks)).toEqual(weightsOf(last));
    const stateOf = ({ optimizer }: Checkpoint) =>
      optimizer.map(({ name, tensor }) => [name, [...tensor.dataSync()]]);
    expect(saves.map(({ stage }) => stage)).toEqual([6]);
    expect(stateOf(saves[0])).toEqual(stateOf(saved[STEPS - 1]));
  });

  test('leaves no tensor behind', async () => {
    const resumed = training({ config: { ...config, update }, from: at(20, 4) });
    const before = tf.memory().numTensors;
    await fit(alone(), resumed);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('decoders are exchanged', () => {
  /** What each person's decoder was in the beginning, after a training that changes no weight. */
  async function ownersAfter(change: Partial<TrainConfig>, from = at(20, 4)) {
    const before = ganNetworks();
    const still = training({ config: { ...config, learningRate: 0, ...change }, from });
    await fit(alone(), still);
    const { networks } = still.from;
    for (const name of ['encoder', 'discriminator-0', 'discriminator-1']) {
      expect(weightsBy(networks, name), name).toEqual(weightsBy(before, name));
    }
    return [0, 1].map((person) =>
      [0, 1].find(
        (other) =>
          JSON.stringify(weightsBy(networks, `decoder-${person}`)) ===
          JSON.stringify(weightsBy(before, `decoder-${other}`)),
      ),
    );
  }

  test('once in a training, and nothing else is', async () => {
    for (const update of updates) {
      expect(await ownersAfter({ update })).toEqual([1, 0]);
    }
  });

  test('not by the stages without an exchange, nor by one stage', async () => {
    expect(await ownersAfter({ stages: 'without-exchange' })).toEqual([0, 1]);
    expect(await ownersAfter({ stages: 'one' }, at(20, 0))).toEqual([0, 1]);
  });

  test('by a training that passes over their stage, once too; and not again when it is resumed after it', async () => {
    expect(await ownersAfter({}, at(28, 0))).toEqual([1, 0]);
    expect(await ownersAfter({}, at(24, 4)), 'where it begins').toEqual([1, 0]);
    expect(await ownersAfter({}, at(25, 5)), 'after it').toEqual([0, 1]);
  });

  test('in a ring', () => {
    const networks = ganNetworks(3);
    const before = [0, 1, 2].map((person) => weightsBy(networks, `decoder-${person}`));
    const encoder = weightsBy(networks, 'encoder');
    const tensors = tf.memory().numTensors;
    exchangeDecoders(networks);
    expect(tf.memory().numTensors).toBe(tensors);
    expect([0, 1, 2].map((person) => weightsBy(networks, `decoder-${person}`))).toEqual([
      before[1],
      before[2],
      before[0],
    ]);
    expect(weightsBy(networks, 'encoder')).toEqual(encoder);
    exchangeDecoders(networks);
    exchangeDecoders(networks);
    expect([0, 1, 2].map((person) => weightsBy(networks, `decoder-${person}`))).toEqual(before);
  });
});

test('a checkpoint of a stage that the training does not have is refused', async () => {
  const odd = training({ config: { ...config, stages: 'one' }, from: at(10, 3) });
  const tensors = tf.memory().numTensors;
  await expect(fit(alone(), odd)).rejects.toMatchObject({
    name: 'InputError',
    message: 'The checkpoint has come to stage 4, but the stages one are 1 in number.',
  });
  expect(tf.memory().numTensors, 'tensors left behind').toBe(tensors);
});
