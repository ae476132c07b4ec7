import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { InputError } from '../../src/errors.ts';
import { expectFit } from '../../src/pipeline/checkpoint-fit.ts';
import { loadCheckpoint, saveCheckpoint } from '../../src/node/disk/checkpoint.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { trainable, type Parts } from '../../src/train/autoencoder.ts';
import { lightweight } from '../../src/train/models/lightweight.ts';
import { variablesOf } from '../../src/nets/variables.ts';
import type { NamedTensor } from '../../src/train/team-adam.ts';
import type { Snapshot } from '../../src/train/trainer.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { tinyPreset } from '../train/tiny.ts';

const home = scratchFolder();
beforeAll(() => chooseBackend(nodeBackends(), 'wasm'));

const nothing = { averages: [], pretrained: {} };
const newParts = (identities: number): Record<string, tf.LayersModel> => ({
  ...lightweight.build({ identities, seed: 1, ...nothing }),
});

/** A snapshot of parts, with what Adam would remember of these. */
function snapshotOf(parts: Parts, remembered: Parts = parts): Snapshot {
  const moments = Object.values(remembered).flatMap(variablesOf);
  const optimizer: NamedTensor[] = [
    { name: 'iter', tensor: tf.scalar(3, 'int32') },
    ...[...moments, ...moments].map(({ name, shape }) => ({ name, tensor: tf.zeros(shape) })),
  ];
  return { reached: { step: 3, seconds: 1, progress: 0.5 }, parts, optimizer };
}

test('what was saved fits, and looking leaves no tensor', async () => {
  const run = join(home, 'good');
  await saveCheckpoint(run, 'lightweight', snapshotOf(newParts(2)));
  const folder = join(run, 'checkpoints', 'step-00000003');
  const snapshot = await loadCheckpoint(folder);
  expect(snapshot.optimizer).toHaveLength(
    1 + 2 * trainable({ ...lightweight.assemble(snapshot.parts) }).length,
  );
  const before = tf.memory().numTensors;
  expectFit(folder, 'lightweight', snapshot, 2);
  expect(tf.memory().numTensors).toBe(before);
});

describe('is refused by its folder, with what to do:', () => {
  const tiny = (): Parts => tinyPreset.build({ identities: 2, seed: 1, ...nothing });
  const harms: [string, () => Snapshot, RegExp][] = [
    [
      'a part that is not there',
      () => {
        const parts = newParts(2);
        delete parts['decoder-1'];
        return snapshotOf(parts);
      },
      /an autoencoder of the preset lightweight for 2 people/,
    ],
    [
      'models for crops of another size',
      () => snapshotOf(tiny()),
      /an autoencoder of the preset lightweight for 2 people/,
    ],
    [
      'a decoder that does not take what the encoder says',
      () => snapshotOf({ ...newParts(2), 'decoder-1': tiny()['decoder-1'] }),
      /an autoencoder of the preset lightweight for 2 people/,
    ],
    [
      'an optimizer that remembers fewer weights',
      () => snapshotOf(newParts(2), { encoder: newParts(2)['encoder'] }),
      /What the optimizer remembers in a\/folder is not of the weights/,
    ],
    [
      'an optimizer that remembers weights of other shapes',
      () => snapshotOf(newParts(2), tiny()),
      /What the optimizer remembers in a\/folder is not of the weights/,
    ],
  ];
  test.each(harms)('%s', (_, harmed, told) => {
    const check = () => {
      expectFit('a/folder', 'lightweight', harmed(), 2);
    };
    expect(check).toThrow(InputError);
    expect(check).toThrow(told);
    expect(check).toThrow(
      expect.objectContaining({ advice: expect.stringContaining('train anew') as string }),
    );
  });
});
