import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test, vi } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { folderStore } from '../../../src/node/disk/folder-store.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { findCheckpoint, readCheckpoint, saveCheckpoint } from '../../../src/pipeline/run/checkpoint.ts';
import { checkpointFromFiles, checkpointToFiles } from '../../../src/pipeline/run/checkpoint-files.ts';
import { fit } from '../../../src/train/fit.ts';
import { scratchFolder } from '../../scratch-folder.ts';
import { alone, tinyConfig, tinyTraining, weightsOf } from '../../train/tiny.ts';

const home = scratchFolder();
beforeAll(() => chooseBackend(nodeBackends(), 'wasm'));

/** Trains so many steps, each of which is saved. */
async function trainInto(folder: string, steps: number): Promise<number[][]> {
  let weights: number[][] = [];
  const training = tinyTraining({
    config: { ...tinyConfig, stop: { steps }, saveEvery: 0 },
    save: async (checkpoint) => {
      await saveCheckpoint(folderStore(folder), 'lightweight', await checkpointToFiles(checkpoint));
      weights = weightsOf(checkpoint.networks);
    },
  });
  await fit(alone(), training);
  return weights;
}

test('a checkpoint is a folder of files, read back as it was, with nothing left beside it', async () => {
  const run = join(home, 'good');
  const weights = await trainInto(run, 3);
  expect(readdirSync(join(run, 'checkpoints'))).toEqual(['step-00000002', 'step-00000003']);
  const last = join(run, 'checkpoints', 'step-00000003');
  expect(readdirSync(last).sort()).toEqual([
    'decoder-0',
    'decoder-1',
    'encoder',
    'optimizer.bin',
    'state.json',
  ]);
  expect(readdirSync(join(last, 'encoder')).sort()).toEqual(['model.json', 'weights.bin']);
  const { folder, damaged } = (await findCheckpoint(folderStore(run), 'lightweight'))!;
  expect({ folder, damaged }).toEqual({ folder: 'checkpoints/step-00000003', damaged: [] });
  const files = await readCheckpoint(folderStore(run), folder);
  const checkpoint = await checkpointFromFiles(files, folder);
  expect(weightsOf(checkpoint.networks)).toEqual(weights);
  tf.dispose(checkpoint.optimizer.map(({ tensor }) => tensor));
});

test('its digests are the same on a page that was not served by https, which has no crypto.subtle', async () => {
  const run = join(home, 'insecure');
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  await trainInto(run, 1).finally(() => vi.unstubAllGlobals());
  expect(await findCheckpoint(folderStore(run), 'lightweight')).toMatchObject({ damaged: [] });
});

test('what is wrong with a damaged one is reported with its path on the disk', async () => {
  const run = join(home, 'damaged');
  await trainInto(run, 2);
  const file = join(run, 'checkpoints', 'step-00000002', 'encoder', 'weights.bin');
  truncateSync(file, 100);
  const { progress, damaged } = (await findCheckpoint(folderStore(run), 'lightweight'))!;
  expect(progress.step).toBe(1);
  expect(damaged).toEqual([`${file} is damaged: it is not what was saved.`]);
  writeFileSync(join(run, 'checkpoints', 'step-00000001', 'optimizer.bin'), '');
  rmSync(file);
  await expect(findCheckpoint(folderStore(run), 'lightweight')).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringContaining(`${file} does not exist.`) as string,
  });
});

test('an empty folder in the place of a checkpoint is one that is damaged', async () => {
  const run = join(home, 'empty');
  await trainInto(run, 2);
  const last = join(run, 'checkpoints', 'step-00000002');
  rmSync(last, { recursive: true });
  mkdirSync(last);
  const { progress, damaged } = (await findCheckpoint(folderStore(run), 'lightweight'))!;
  expect(progress.step).toBe(1);
  expect(damaged).toEqual([`${join(last, 'state.json')} does not exist.`]);
});

test('what a killed save left behind is swept away by the next, of whatever step', async () => {
  const run = join(home, 'killed');
  await trainInto(run, 2);
  const left = join(run, 'checkpoints', '.step-00000009.2000000000-0a1b2c3d.new');
  mkdirSync(left);
  writeFileSync(join(left, 'optimizer.bin'), 'half');
  const files = await readCheckpoint(folderStore(run), 'checkpoints/step-00000002');
  const progress = { ...files.progress, step: 7 };
  await saveCheckpoint(folderStore(run), 'lightweight', { ...files, progress });
  expect(readdirSync(join(run, 'checkpoints'))).toEqual(['step-00000002', 'step-00000007']);
});

test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'a full disk is reported as such, and the checkpoints before are as they were',
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
          await saveCheckpoint(folderStore(disk), 'lightweight', await checkpointToFiles(checkpoint));
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
      expect((await findCheckpoint(folderStore(disk), 'lightweight'))!.progress.step).toBe(2);
      const files = readdirSync(join(disk, 'checkpoints'));
      expect(
        files.every((name) => name.startsWith('step-')),
        'nothing half written is left',
      ).toBe(true);
    } finally {
      execFileSync('umount', [disk]);
    }
  },
);

function fill(disk: string): void {
  try {
    for (let i = 0; ; i++) writeFileSync(join(disk, `other-${i}`), Buffer.alloc(16_384));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
}
