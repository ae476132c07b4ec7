import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { folderStore } from '../../../src/node/disk/folder-store.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { findCheckpoint, readCheckpoint, saveCheckpoint } from '../../../src/pipeline/run/checkpoint.ts';
import { checkpointFromFiles, checkpointToFiles } from '../../../src/pipeline/run/checkpoint-files.ts';
import { original } from '../../../src/train/models/original.ts';
import { fit } from '../../../src/train/fit.ts';
import { scratchFolder } from '../../scratch-folder.ts';
import { alone, beginning, tinyPeople, tinyConfig, tinyTraining } from '../../train/tiny.ts';

test('the model of 2017, 82.1 million parameters, takes a step, is saved and read back', async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  const run = folderStore(scratchFolder());
  const people = tinyPeople(2, 64);
  const { beta1, schedule, starts } = original;
  const { learningRate, augment } = starts.nothing!;
  const training = tinyTraining({
    preset: original,
    config: { ...tinyConfig, learningRate, beta1, schedule, augment, batch: 1, stop: { steps: 1 } },
    datasets: people,
    validation: [],
    from: beginning(
      original.build({ people: 2, seed: 1, faces: [], start: 'nothing', flip: false, pretrained: {} }),
    ),
    save: async (checkpoint) => saveCheckpoint(run, 'original', await checkpointToFiles(checkpoint)),
  });
  expect((await fit(alone(), training)).step).toBe(1);
  const written = Object.values(training.from.networks);
  const sums = (models: readonly tf.LayersModel[]) =>
    models.flatMap((model) =>
      model.getWeights().map((weight) => tf.tidy(() => tf.sum(tf.abs(weight)).dataSync()[0])),
    );
  const expected = sums(written);
  written.forEach((model) => model.dispose());

  const { folder } = (await findCheckpoint(run, 'original'))!;
  const { progress, networks, optimizer } = await checkpointFromFiles(
    await readCheckpoint(run, folder),
    folder,
  );
  const read = Object.values(networks);
  expect(progress.step).toBe(1);
  expect(read.reduce((count, model) => count + model.countParams(), 0)).toBe(82_062_470);
  expect(sums(read)).toEqual(expected);
  tf.dispose(optimizer.map(({ tensor }) => tensor));
  read.forEach((model) => model.dispose());
}, 180_000);
