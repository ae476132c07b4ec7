import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { findCheckpoint, loadCheckpoint, saveCheckpoint } from '../../../src/node/disk/checkpoint.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { original } from '../../../src/train/models/original.ts';
import { train } from '../../../src/train/trainer.ts';
import { scratchFolder } from '../../scratch-folder.ts';
import { alone, beginning, tinyHeldOut, tinyPeople, tinyRecipe, tinyTraining } from '../../train/tiny.ts';

test('the model of 2017, 82.1 million parameters, takes a step, is saved and read back', async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  const run = scratchFolder();
  const people = tinyPeople(2, 64);
  const { learningRate, beta1, schedule, augment } = original;
  const training = tinyTraining({
    preset: original,
    recipe: { ...tinyRecipe, learningRate, beta1, schedule, augment, batch: 1, end: { steps: 1 } },
    people,
    heldOut: tinyHeldOut(people),
    from: beginning(original.build({ identities: 2, seed: 1, averages: [], pretrained: {} })),
    save: (snapshot) => saveCheckpoint(run, 'original', snapshot),
  });
  expect((await train(alone(), training)).step).toBe(1);
  const written = Object.values(training.from.parts);
  const sums = (models: readonly tf.LayersModel[]) =>
    models.flatMap((model) =>
      model.getWeights().map((weight) => tf.tidy(() => tf.sum(tf.abs(weight)).dataSync()[0])),
    );
  const expected = sums(written);
  written.forEach((model) => model.dispose());

  const { folder } = (await findCheckpoint(run, 'original'))!;
  const { reached, parts, optimizer } = await loadCheckpoint(folder);
  const read = Object.values(parts);
  expect(reached.step).toBe(1);
  expect(read.reduce((count, model) => count + model.countParams(), 0)).toBe(82_062_470);
  expect(sums(read)).toEqual(expected);
  tf.dispose(optimizer.map(({ tensor }) => tensor));
  read.forEach((model) => model.dispose());
}, 180_000);
