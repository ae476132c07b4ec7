import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { checkpointFromFiles, checkpointToFiles } from '../../../src/pipeline/run/checkpoint-files.ts';
import { expectCompatible } from '../../../src/pipeline/run/checkpoint-compatibility.ts';
import { trainable, type Networks } from '../../../src/train/autoencoder.ts';
import { lightweight } from '../../../src/train/models/lightweight.ts';
import { parameterGroups } from '../../../src/train/optimizer/parameter-groups.ts';
import { stateEntries, type NamedTensor } from '../../../src/train/optimizer/sharded-adam.ts';
import type { Checkpoint } from '../../../src/train/fit.ts';
import { tinyPreset } from '../../train/tiny.ts';
import { useWasm } from '../local-host.ts';

beforeAll(useWasm);

const nothing = { faces: [], start: 'nothing', flip: false, pretrained: {} } as const;
const newNetworks = (identities: number): Record<string, tf.LayersModel> => ({
  ...lightweight.build({ people: identities, seed: 1, ...nothing }),
});

/** A checkpoint of networks, with the state of an optimizer of these or others. */
function checkpointOf(networks: Networks, optimized: Networks = networks): Checkpoint {
  const groups = parameterGroups(lightweight.connect(optimized), 2, 'joint');
  const optimizer: NamedTensor[] = groups
    .flatMap(stateEntries)
    .map(({ name, shape }) => ({ name, tensor: tf.zeros([...shape]) }));
  return { progress: { step: 3, seconds: 1, fraction: 0.5 }, stage: 0, networks, optimizer, latents: [] };
}

test('what was saved fits, and the check leaves no tensor', async () => {
  const checkpoint = await checkpointFromFiles(await checkpointToFiles(checkpointOf(newNetworks(2))), 'a');
  const groups = 3; // with a count of steps each
  expect(checkpoint.optimizer).toHaveLength(
    groups + 2 * trainable(lightweight.connect(checkpoint.networks)).length,
  );
  const before = tf.memory().numTensors;
  expectCompatible('a', 'lightweight', checkpoint, 2, 'joint');
  expect(tf.memory().numTensors).toBe(before);
});

describe('is refused by its folder, with what to do:', () => {
  const tiny = (): Networks => tinyPreset.build({ people: 2, seed: 1, ...nothing });
  const harms: [string, () => Checkpoint, RegExp][] = [
    [
      'a part that is not there',
      () => {
        const networks = newNetworks(2);
        delete networks['decoder-1'];
        return checkpointOf(networks);
      },
      /an autoencoder of the preset lightweight for 2 people/,
    ],
    [
      'models for crops of another size',
      () => checkpointOf(tiny()),
      /an autoencoder of the preset lightweight for 2 people/,
    ],
    [
      'a decoder that does not take what the encoder says',
      () => checkpointOf({ ...newNetworks(2), 'decoder-1': tiny()['decoder-1'] }),
      /an autoencoder of the preset lightweight for 2 people/,
    ],
    [
      'the state of an optimizer of fewer weights',
      () => {
        const checkpoint = checkpointOf(newNetworks(2));
        return { ...checkpoint, optimizer: checkpoint.optimizer.slice(0, -1) };
      },
      /The optimizer's state in a\/folder does not fit the weights beside it/,
    ],
    [
      'the state of an optimizer of weights of other shapes',
      () => checkpointOf(newNetworks(2), tiny()),
      /The optimizer's state in a\/folder does not fit the weights beside it/,
    ],
  ];
  test.each(harms)('%s', (_, harmed, event) => {
    const checkpoint = harmed();
    const before = tf.memory().numTensors;
    const check = () => {
      expectCompatible('a/folder', 'lightweight', checkpoint, 2, 'joint');
    };
    expect(check).toThrow(InputError);
    expect(check).toThrow(event);
    expect(check).toThrow(
      expect.objectContaining({ advice: expect.stringContaining('train anew') as string }),
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
