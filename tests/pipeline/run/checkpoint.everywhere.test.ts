import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import {
  findCheckpoint,
  loadCheckpoint,
  rewindCheckpoints,
  saveCheckpoint,
  stepsOf,
} from '../../../src/node/disk/checkpoint.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { fit } from '../../../src/train/fit.ts';
import { scratchFolder } from '../../scratch-folder.ts';
import { alone, tinyConfig, tinyTraining, weightsOf } from '../../train/tiny.ts';

const home = scratchFolder();
const good = join(home, 'good');
/** Weights of the last checkpoint, as they were when it was saved. */
let weights: number[][];

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  const training = tinyTraining({
    config: { ...tinyConfig, stop: { steps: 4 }, saveEvery: 0 },
    save: async (checkpoint) => {
      await saveCheckpoint(good, 'lightweight', checkpoint);
      weights = weightsOf(checkpoint.networks);
    },
  });
  await fit(alone(), training);
});

/** A copy of the run to do harm to. */
function copyOf(name: string): string {
  const run = join(home, name);
  cpSync(good, run, { recursive: true });
  return run;
}
const last = (run: string) => join(run, 'checkpoints', 'step-00000004');

test('the two newest checkpoints are kept, and the newest is found and read back', async () => {
  expect(await stepsOf(good)).toEqual([3, 4]);
  const { folder, progress, damaged } = (await findCheckpoint(good, 'lightweight'))!;
  expect({ folder, step: progress.step, damaged }).toEqual({ folder: last(good), step: 4, damaged: [] });
  const checkpoint = await loadCheckpoint(folder);
  expect(checkpoint.progress).toEqual(progress);
  expect(weightsOf(checkpoint.networks)).toEqual(weights);
  expect(checkpoint.optimizer[0].tensor.dataSync()[0], "Adam's count of steps").toBe(4);
  tf.dispose(checkpoint.optimizer.map(({ tensor }) => tensor));
});

test('its models are of the layers format that TensorFlow.js reads by itself', async () => {
  const json = JSON.parse(
    readFileSync(join(last(good), 'decoder-0', 'model.json'), 'utf8'),
  ) as tf.io.ModelJSON;
  expect(json.format).toBe('layers-model');
  const weightData = new Uint8Array(readFileSync(join(last(good), 'decoder-0', 'weights.bin'))).buffer;
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest[0].weights,
      weightData,
    }),
  );
  expect(model.outputs[0].shape).toEqual([null, 16, 16, 3]);
});

test('a run without checkpoints has none to find', async () => {
  const run = join(home, 'empty');
  mkdirSync(run);
  expect(await findCheckpoint(run, 'lightweight')).toBeUndefined();
});

describe('of a damaged checkpoint, the one before is found, and told why:', () => {
  const harms: [string, (folder: string) => void, string][] = [
    [
      'a byte changed',
      (f) => {
        flip(join(f, 'encoder', 'weights.bin'));
      },
      'encoder/weights.bin is damaged',
    ],
    [
      'weights cut short',
      (f) => {
        truncateSync(join(f, 'encoder', 'weights.bin'), 100);
      },
      'encoder/weights.bin is damaged',
    ],
    [
      'a model missing',
      (f) => {
        rmSync(join(f, 'decoder-1'), { recursive: true });
      },
      'decoder-1/model.json is damaged',
    ],
    [
      'no optimizer',
      (f) => {
        rmSync(join(f, 'optimizer.bin'));
      },
      'optimizer.bin is damaged',
    ],
    [
      'no state',
      (f) => {
        rmSync(join(f, 'state.json'));
      },
      'state.json does not exist',
    ],
    [
      'half a state',
      (f) => {
        truncateSync(join(f, 'state.json'), 200);
      },
      'state.json is not JSON',
    ],
    [
      'an empty folder',
      (f) => {
        rmSync(f, { recursive: true });
        mkdirSync(f);
      },
      'state.json does not exist',
    ],
    [
      'a part outside of the folder',
      (f) => {
        edit(f, { networks: ['../../x'] });
      },
      'networks',
    ],
    [
      'a step of another kind',
      (f) => {
        edit(f, { step: 'many' });
      },
      'step',
    ],
  ];
  test.each(harms)('%s', async (name, harm, event) => {
    const run = copyOf(name);
    harm(last(run));
    const { progress, damaged } = (await findCheckpoint(run, 'lightweight'))!;
    expect(progress.step).toBe(3);
    expect(damaged).toHaveLength(1);
    expect(damaged[0]).toContain(event);
  });
});

test('gone back behind a damaged one, the good ones are kept, and the damaged one goes', async () => {
  const run = copyOf('gone-back');
  const checkpoints = join(run, 'checkpoints');
  renameSync(last(run), join(checkpoints, 'step-00000009'));
  truncateSync(join(checkpoints, 'step-00000009', 'optimizer.bin'), 1);
  const { folder, progress } = (await findCheckpoint(run, 'lightweight'))!;
  expect(progress.step).toBe(3);
  const checkpoint = await loadCheckpoint(folder);
  await rewindCheckpoints(run, progress.step);
  // Be it before or after the damaged one's step.
  await saveCheckpoint(run, 'lightweight', { ...checkpoint, progress: { ...progress, step: 5 } });
  expect(await stepsOf(run)).toEqual([3, 5]);
  await saveCheckpoint(run, 'lightweight', { ...checkpoint, progress: { ...progress, step: 10 } });
  expect(await stepsOf(run)).toEqual([5, 10]);
  tf.dispose(checkpoint.optimizer.map(({ tensor }) => tensor));
});

test('what a killed save left behind is swept away by the next, of whatever step', async () => {
  const run = copyOf('killed');
  const left = join(run, 'checkpoints', '.step-00000002.999999-0a1b2c3d.new');
  mkdirSync(left);
  writeFileSync(join(left, 'optimizer.bin'), 'half');
  const checkpoint = await loadCheckpoint(last(run));
  await saveCheckpoint(run, 'lightweight', { ...checkpoint, progress: { ...checkpoint.progress, step: 7 } });
  expect(readdirSync(join(run, 'checkpoints'))).toEqual(['step-00000004', 'step-00000007']);
  tf.dispose(checkpoint.optimizer.map(({ tensor }) => tensor));
});

test('a file that does not belong to a checkpoint does it no harm', async () => {
  const run = copyOf('strayed');
  writeFileSync(join(last(run), '.DS_Store'), 'from a file browser');
  expect((await findCheckpoint(run, 'lightweight'))!.progress.step).toBe(4);
});

test('if none is whole, it says what is wrong with each', async () => {
  const run = copyOf('all-damaged');
  for (const step of readdirSync(join(run, 'checkpoints'))) {
    truncateSync(join(run, 'checkpoints', step, 'optimizer.bin'), 1);
  }
  await expect(findCheckpoint(run, 'lightweight')).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringMatching(/None of the checkpoints.*step-00000004.*step-00000003/) as string,
  });
});

test('an optimizer that says to be larger than its file is refused by name', async () => {
  const run = copyOf('swollen');
  const state = join(last(run), 'state.json');
  writeFileSync(state, readFileSync(state, 'utf8').replace(/"shape": \[\s+\d+/, '"shape": [ 1000000'));
  await expect(loadCheckpoint(last(run))).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringMatching(/optimizer\.bin has \d+ bytes, too few for/) as string,
  });
});

test('a checkpoint of another preset is refused', async () => {
  await expect(findCheckpoint(good, 'original')).rejects.toThrow(
    "is a checkpoint of the preset lightweight, but the run's config.json says original",
  );
});

test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'a full disk is told as such, and the checkpoints before are as they were',
  async ({ skip }) => {
    const disk = join(home, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=500k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      skip('a disk of a few kilobytes cannot be mounted here');
    }
    try {
      const saved: number[] = [];
      const training = tinyTraining({
        config: { ...tinyConfig, stop: { steps: 9 }, saveEvery: 0 },
        save: async (checkpoint) => {
          await saveCheckpoint(disk, 'lightweight', checkpoint);
          saved.push(checkpoint.progress.step);
        },
      });
      // Something else fills the disk meanwhile.
      training.events.push = (event) => {
        if (event.kind === 'checkpoint' && event.progress.step === 2) fill(disk);
        return 0;
      };
      await expect(fit(alone(), training)).rejects.toMatchObject({
        message: 'The disk is full.',
        advice: expect.stringContaining('Free some space') as string,
      });
      expect(saved.at(-1)).toBe(2);
      expect((await findCheckpoint(disk, 'lightweight'))!.progress.step).toBe(2);
    } finally {
      execFileSync('umount', [disk]);
    }
  },
);

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(file, bytes);
}

function fill(disk: string): void {
  try {
    for (let i = 0; ; i++) writeFileSync(join(disk, `other-${i}`), Buffer.alloc(16_384));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
}

function edit(folder: string, change: object): void {
  const file = join(folder, 'state.json');
  expect(existsSync(file)).toBe(true);
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...change }));
}
