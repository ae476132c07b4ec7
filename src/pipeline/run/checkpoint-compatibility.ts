import * as tf from '@tensorflow/tfjs';
import { InputError } from '../../errors.ts';
import { CROP_SIDE } from '../../extract/crop.ts';
import type { Autoencoder, Networks, Preset } from '../../train/autoencoder.ts';
import type { PresetName, Update } from '../../train/config/names.ts';
import { faceTensor } from '../../train/dataset/face-tensor.ts';
import { parameterGroups } from '../../train/optimizer/parameter-groups.ts';
import { expectState } from '../../train/optimizer/sharded-adam.ts';
import { presets } from '../../train/models/index.ts';
import type { Checkpoint } from '../../train/fit.ts';

/**
 * Connects a checkpoint's networks to the preset's autoencoder. Networks that are whole may still be another
 * preset's, or too few: each person is decoded once, to find out.
 * @param people how many there are.
 * @throws InputError if they do not fit.
 */
export function connectChecked(
  folder: string,
  name: PresetName,
  networks: Networks,
  people: number,
): Autoencoder {
  const preset: Preset = presets[name];
  try {
    const model = preset.connect(networks);
    for (let person = 0; person < people; person++) {
      tf.tidy(() => {
        const black = faceTensor(tf.zeros([1, CROP_SIDE, CROP_SIDE, 3]));
        const output = model.decode(model.encode(black, person), person);
        tf.util.assertShapesMatch(output.shape, [1, preset.side, preset.side, 3], 'The output: ');
      });
    }
    return model;
  } catch (error) {
    throw new InputError(
      `${folder} does not hold an autoencoder of the preset ${name} for ${people} people: ${(error as Error).message}`,
      `Remove ${folder}, and go on from the checkpoint before it; or train anew.`,
      { cause: error },
    );
  }
}

/**
 * @throws InputError unless a checkpoint is one of a training of that preset and so many people, updated in
 * that way, as far as names and shapes tell.
 */
export function expectCompatible(
  folder: string,
  name: PresetName,
  { networks, optimizer }: Checkpoint,
  people: number,
  update: Update,
): void {
  const groups = parameterGroups(connectChecked(folder, name, networks, people), people, update);
  try {
    expectState(
      groups,
      optimizer.map(({ name, tensor }) => ({ name, shape: tensor.shape })),
    );
  } catch (error) {
    throw new InputError(
      `The optimizer's state in ${folder} does not fit the weights beside it. ${(error as Error).message}`,
      `Remove ${folder}, and go on from the checkpoint before it; or train anew.`,
      { cause: error },
    );
  }
}
