import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  findCheckpoint,
  readCheckpoint,
  readCheckpointModel,
  rewindCheckpoints,
  saveCheckpoint,
  stepsOf,
} from '../../../src/pipeline/run/checkpoint.ts';
import {
  checkpointFromFiles,
  checkpointToFiles,
  networksFromFiles,
} from '../../../src/pipeline/run/checkpoint-files.ts';
import { formatJson, MemoryStore } from '../../../src/pipeline/run/store.ts';
import { fit } from '../../../src/train/fit.ts';
import { alone, tinyConfig, tinyTraining, weightsOf } from '../../train/tiny.ts';
import { copyOf } from '../copy-store.ts';
import { useWasm } from '../local-host.ts';

const LAST = 'checkpoints/step-00000004';
const MOST = 2 ** 30;
const good = new MemoryStore();
/** Weights of the last checkpoint, as they were when it was saved. */
let weights: number[][];

beforeAll(async () => {
  await useWasm();
  const training = tinyTraining({
    config: { ...tinyConfig, stop: { steps: 4 }, saveEvery: 0 },
    save: async (checkpoint) => {
      await saveCheckpoint(good, 'lightweight', await checkpointToFiles(checkpoint));
      weights = weightsOf(checkpoint.networks);
    },
  });
  await fit(alone(), training);
});

/** A copy of the run to do harm to. */
const copy = (): Promise<MemoryStore> => copyOf(good);

async function change(run: MemoryStore, path: string, how: (bytes: Uint8Array) => Uint8Array): Promise<void> {
  await run.write(path, how(await run.read(path, MOST)));
}
const cutTo = (length: number) => (bytes: Uint8Array) => bytes.subarray(0, length);
const withByteChanged = (bytes: Uint8Array) =>
  bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte));
const edited = (fields: object) => (bytes: Uint8Array) =>
  formatJson({ ...(JSON.parse(new TextDecoder().decode(bytes)) as object), ...fields });

test('the two newest checkpoints are kept, and the newest is found and read back', async () => {
  expect(await stepsOf(good)).toEqual([3, 4]);
  const { folder, progress, damaged } = (await findCheckpoint(good, 'lightweight'))!;
  expect({ folder, step: progress.step, damaged }).toEqual({ folder: LAST, step: 4, damaged: [] });
  const tensors = tf.memory().numTensors;
  const checkpoint = await checkpointFromFiles(await readCheckpoint(good, folder), folder);
  expect(checkpoint.progress).toEqual(progress);
  expect(weightsOf(checkpoint.networks)).toEqual(weights);
  expect(checkpoint.optimizer[0].tensor.dataSync()[0], "Adam's count of steps").toBe(4);
  tf.dispose(checkpoint.optimizer.map(({ tensor }) => tensor));
  for (const network of Object.values(checkpoint.networks)) network.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

test("whoever only swaps reads the networks without the optimizer's state", async () => {
  const run = await copy();
  await run.remove(`${LAST}/optimizer.bin`);
  const networks = await networksFromFiles((await readCheckpointModel(run, LAST)).networks, LAST);
  expect(weightsOf(networks)).toEqual(weights);
});

test('its models are of the layers format that TensorFlow.js reads by itself', async () => {
  const read = (file: string) => good.read(`${LAST}/decoder-0/${file}`, MOST);
  const json = JSON.parse(new TextDecoder().decode(await read('model.json'))) as tf.io.ModelJSON;
  expect(json.format).toBe('layers-model');
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest[0].weights,
      weightData: (await read('weights.bin')).buffer,
    }),
  );
  expect(model.outputs[0].shape).toEqual([null, 16, 16, 3]);
});

test('a run without checkpoints has none to find', async () => {
  expect(await findCheckpoint(new MemoryStore(), 'lightweight')).toBeUndefined();
});

describe('of a damaged checkpoint, the one before is found, and what is wrong is said:', () => {
  const harms: [string, (run: MemoryStore) => Promise<void>, string][] = [
    [
      'a byte changed',
      (run) => change(run, `${LAST}/encoder/weights.bin`, withByteChanged),
      'encoder/weights.bin is damaged',
    ],
    [
      'weights cut short',
      (run) => change(run, `${LAST}/encoder/weights.bin`, cutTo(100)),
      'encoder/weights.bin is damaged',
    ],
    ['a model missing', (run) => run.remove(`${LAST}/decoder-1`), 'decoder-1/model.json does not exist'],
    ['no optimizer', (run) => run.remove(`${LAST}/optimizer.bin`), 'optimizer.bin does not exist'],
    ['no state', (run) => run.remove(`${LAST}/state.json`), 'state.json does not exist'],
    ['half a state', (run) => change(run, `${LAST}/state.json`, cutTo(200)), 'state.json is not JSON'],
    [
      'a part outside of the folder',
      (run) => change(run, `${LAST}/state.json`, edited({ networks: ['../../x'] })),
      'networks',
    ],
    ['a step of another kind', (run) => change(run, `${LAST}/state.json`, edited({ step: 'many' })), 'step'],
    [
      'a state of another version',
      (run) => change(run, `${LAST}/state.json`, edited({ formatVersion: 1 })),
      'formatVersion is 1',
    ],
  ];
  test.each(harms)('%s', async (_, harm, what) => {
    const run = await copy();
    await harm(run);
    const { progress, damaged } = (await findCheckpoint(run, 'lightweight'))!;
    expect(progress.step).toBe(3);
    expect(damaged).toHaveLength(1);
    expect(damaged[0]).toContain(what);
    expect(damaged[0], 'which checkpoint').toContain('step-00000004');
  });
});

test('gone back behind a damaged one, the good ones are kept, and the damaged one goes', async () => {
  const run = await copy();
  for (const name of ['encoder', 'decoder-0', 'decoder-1']) {
    for (const file of ['model.json', 'weights.bin']) {
      await run.write(
        `checkpoints/step-00000009/${name}/${file}`,
        await run.read(`${LAST}/${name}/${file}`, MOST),
      );
    }
  }
  await run.write('checkpoints/step-00000009/optimizer.bin', new Uint8Array(1));
  await run.write('checkpoints/step-00000009/state.json', await run.read(`${LAST}/state.json`, MOST));
  await run.remove(LAST);
  const { folder, progress } = (await findCheckpoint(run, 'lightweight'))!;
  expect(progress.step).toBe(3);
  const files = await readCheckpoint(run, folder);
  await rewindCheckpoints(run, progress.step);
  expect(await stepsOf(run)).toEqual([3]);
  // Be it before or after the damaged one's step.
  await saveCheckpoint(run, 'lightweight', { ...files, progress: { ...progress, step: 5 } });
  expect(await stepsOf(run)).toEqual([3, 5]);
  await saveCheckpoint(run, 'lightweight', { ...files, progress: { ...progress, step: 10 } });
  expect(await stepsOf(run)).toEqual([5, 10]);
});

test('a file that does not belong to a checkpoint does it no harm', async () => {
  const run = await copy();
  await run.write(`${LAST}/.DS_Store`, new Uint8Array(9));
  expect((await findCheckpoint(run, 'lightweight'))!.progress.step).toBe(4);
});

test('if none is whole, it says what is wrong with each', async () => {
  const run = await copy();
  for (const step of await run.list('checkpoints')) {
    await change(run, `checkpoints/${step}/optimizer.bin`, cutTo(1));
  }
  await expect(findCheckpoint(run, 'lightweight')).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringMatching(/None of the checkpoints.*step-00000004.*step-00000003/) as string,
  });
});

test('an optimizer that says to be larger than its file is refused by name', async () => {
  const run = await copy();
  await change(run, `${LAST}/state.json`, (bytes) =>
    new TextEncoder().encode(
      new TextDecoder().decode(bytes).replace(/"shape": \[\s+\d+/, '"shape": [ 1000000'),
    ),
  );
  await expect(readCheckpoint(run, LAST)).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringMatching(/optimizer\.bin has \d+ bytes: expected \d+/) as string,
  });
});

test('weights that are whole, but of another network, are refused by its folder', async () => {
  const files = await readCheckpoint(good, LAST);
  const { encoder } = files.networks;
  const mixed = { ...encoder, weights: files.networks['decoder-0'].weights.slice(0, 8) };
  await expect(
    checkpointFromFiles({ ...files, networks: { ...files.networks, encoder: mixed } }, 'runs/a'),
  ).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringMatching(/^runs\/a\/encoder is no network that can be read: /) as string,
  });
});

test('a checkpoint of another preset is refused', async () => {
  await expect(findCheckpoint(good, 'original')).rejects.toThrow(
    "is a checkpoint of the preset lightweight, but the run's config.json says original",
  );
});
