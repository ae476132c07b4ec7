import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { folderStore } from '../../../src/node/disk/folder-store.ts';
import { nodeHost } from '../../../src/node/host.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { loadPretrained } from '../../../src/pipeline/networks/pretrained.ts';
import { checkpointFromFiles, checkpointToFiles } from '../../../src/pipeline/run/checkpoint-files.ts';
import { findCheckpoint, readCheckpoint, saveCheckpoint } from '../../../src/pipeline/run/checkpoint.ts';
import type { Autoencoder, Networks } from '../../../src/train/autoencoder.ts';
import { meanFace } from '../../../src/train/dataset/face-dataset.ts';
import { classroom } from '../../../src/train/models/classroom.ts';
import { scratchDecoders } from '../../../src/train/models/scratch-decoders.ts';
import { faceTensor } from '../../../src/train/dataset/face-tensor.ts';
import { fit } from '../../../src/train/fit.ts';
import { scratchFolder } from '../../scratch-folder.ts';
import { alone, beginning, tinyValidation, tinyPeople, tinyConfig, tinyTraining } from '../tiny.ts';
import { networksTrainedBy, takeStep } from './one-step.ts';

const people = tinyPeople(3, 64);
let pretrained: Networks;
let networks: Networks;
let model: Autoencoder;
beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  pretrained = Object.fromEntries(
    await Promise.all(
      classroom.starts.labels!.pretrained.map(
        async (name) => [name, await loadPretrained(nodeHost(), name)] as const,
      ),
    ),
  );
  networks = classroom.build({ people: 3, seed: 1, faces: people, start: 'labels', flip: true, pretrained });
  model = classroom.connect(networks);
});
afterAll(() => {
  tf.disposeVariables();
});

const decode = (by: Autoencoder, person: number): Float32Array =>
  tf.tidy(() => {
    const crops = faceTensor(tf.randomUniform<tf.Rank.R4>([2, 64, 64, 3], 0, 1, 'float32', 7));
    return by.decode(by.encode(crops, 0), person).dataSync<'float32'>();
  });

test('has the size that it states, which scratch-decoders shares', () => {
  const parameters = Object.values(networks).reduce((sum, network) => sum + network.countParams(), 0);
  expect(classroom.size.shared + 3 * classroom.size.perPerson).toBe(parameters);
  const person = ['decoder-0', 'mean-face-0'].reduce((sum, name) => sum + networks[name].countParams(), 0);
  expect(classroom.size.perPerson).toBe(person);
  expect(scratchDecoders.size).toEqual(classroom.size);
});

test('a decoder begins as the conditional decoder of its mean face', () => {
  const expected = tf.tidy(() => {
    const crops = faceTensor(tf.randomUniform<tf.Rank.R4>([2, 64, 64, 3], 0, 1, 'float32', 7));
    const face = tf.tensor4d(meanFace(people[1]), [1, 64, 64, 3]).div(255).sub(0.5);
    const additions = (pretrained['identity-adapter'].predict(face) as tf.Tensor[]).map((addition) =>
      tf.tile(addition, [2, 1]),
    );
    return (pretrained['decoder'].predict([model.encode(crops, 0), ...additions]) as tf.Tensor).dataSync();
  });
  decode(model, 1).forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThan(1e-4);
  });
});

test('the encoder takes a crop and the mean face of its person', () => {
  const [a, b] = tf.tidy(() => {
    const crops = faceTensor(tf.randomUniform<tf.Rank.R4>([1, 64, 64, 3], 0, 1, 'float32', 7));
    return [0, 1].map((person) => model.encode(crops, person).dataSync());
  });
  expect(a).toHaveLength(28);
  expect(a).not.toEqual(b);
});

test('what is concatenated is the mean of the mean face and its mirror image', () => {
  const [crop, beside, mirrored] = tf.tidy(() => {
    const crops = tf.randomUniform<tf.Rank.R4>([1, 64, 64, 3], 0, 1, 'float32', 7);
    const both = networks['mean-face-1'].apply(crops) as tf.Tensor4D; // [1, 64, 64, 6]
    const [seen, mean] = tf.split(both, 2, 3);
    return [tf.sub(tf.add(seen, 0.5), crops), mean, tf.reverse(mean, 2)].map((x) => x.dataSync());
  });
  const mean = meanFace(people[1]);
  for (const off of crop) expect(Math.abs(off)).toBeLessThan(1e-6);
  expect(beside).toEqual(mirrored);
  beside.forEach((value, i) => {
    const across = Math.floor(i / 3) % 64;
    const mirroredIndex = i + 3 * (63 - 2 * across);
    expect(value).toBeCloseTo((mean[i] + mean[mirroredIndex]) / 510 - 0.5, 5);
  });
});

test("training changes one person's decoder, and neither the encoder nor a mean face", () => {
  for (const person of [0, 1, 2]) expect(networksTrainedBy(model, person)).toEqual([`decoder-${person}`]);
  const frozen = () =>
    [networks['encoder'], networks['mean-face-0']].map((network) =>
      network.getWeights().map((w) => w.dataSync()),
    );
  const before = frozen();
  const adam = tf.train.adam(classroom.starts.labels!.learningRate, classroom.beta1);
  const first = takeStep(model, adam, [0, 1, 2]);
  let last = first;
  for (let step = 0; step < 5; step++) last = takeStep(model, adam, [0, 1, 2]);
  last.forEach((loss, person) => {
    expect(loss).toBeLessThan(first[person]);
  });
  expect(frozen()).toEqual(before);
});

test('is saved and read back, to go on to the same bytes', async () => {
  const run = folderStore(scratchFolder());
  const { beta1, schedule, starts } = classroom;
  const { learningRate, augment } = starts.labels!;
  const config = { ...tinyConfig, learningRate, beta1, schedule, augment, batch: 2, stop: { steps: 4 } };
  const validation = tinyValidation(people);
  const begun = () =>
    beginning(
      classroom.build({ people: 3, seed: 1, faces: people, start: 'labels', flip: true, pretrained }),
    );
  const whole = tinyTraining({
    preset: classroom,
    datasets: people,
    validation: validation,
    config: config,
    from: begun(),
  });
  await fit(alone(), whole);
  const stopping = alone();
  await fit(
    stopping,
    tinyTraining({
      ...{ preset: classroom, datasets: people, validation: validation, from: begun() },
      config: { ...config, saveEvery: 0 },
      save: async (checkpoint) => {
        stopping.requestStop();
        await saveCheckpoint(run, 'classroom', await checkpointToFiles(checkpoint));
      },
    }),
  );
  const { folder, progress } = (await findCheckpoint(run, 'classroom'))!;
  expect(progress.step).toBeLessThan(4);
  const second = tinyTraining({
    preset: classroom,
    datasets: people,
    validation: validation,
    config: config,
    from: await checkpointFromFiles(await readCheckpoint(run, folder), folder),
  });
  await fit(alone(), second);
  const [expected, found] = [whole, second].map(({ from }) => decode(classroom.connect(from.networks), 1));
  expect(found).toEqual(expected);
});
