import type * as tf from '@tensorflow/tfjs';
import type { Ingredients, Parts, Preset } from '../autoencoder.ts';
import { partSeed } from './blocks.ts';
import { buildLightDecoder, buildLightEncoder, lightTraining } from './light-nets.ts';
import { shareEncoder } from './share-encoder.ts';

/** The classic face swap, small enough for a laptop, from nothing. */
export const lightweight: Preset = {
  help: 'the classic face swap from nothing, small enough for a laptop and half an hour',
  ...lightTraining,
  build,
  assemble: shareEncoder,
};

function build({ identities, seed }: Ingredients): Parts {
  const parts: Record<string, tf.LayersModel> = { encoder: buildLightEncoder(partSeed(seed, 0)) };
  for (let k = 0; k < identities; k++) parts[`decoder-${k}`] = buildLightDecoder(partSeed(seed, 1 + k));
  return parts;
}
