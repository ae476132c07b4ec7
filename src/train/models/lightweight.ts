import type * as tf from '@tensorflow/tfjs';
import type { Ingredients, Parts, Preset } from '../autoencoder.ts';
import { partSeed } from '../../nets/blocks.ts';
import { buildLightDecoder, buildLightEncoder, lessAverages, lightTraining } from './light-nets.ts';
import { shareEncoder } from './share-encoder.ts';

/**
 * The face swap from nothing, small enough for a laptop. The encoder sees how a face differs from that person's average face: so it
 * has less to tell two people apart by, and the two decoders are asked for the same things in the same numbers.
 */
export const lightweight: Preset = {
  help: 'from nothing, small enough for a laptop: the encoder sees how a face differs from its average',
  ...lightTraining,
  build: (ingredients) => ({ ...buildShared(ingredients), ...lessAverages(ingredients) }),
  assemble: shareEncoder,
};

/** `lightweight` as swaps were made in 2017: the encoder sees faces as they are. */
export const classic: Preset = {
  help: 'lightweight, its encoder shown faces as they are, as in 2017: to see what the average is good for',
  ...lightTraining,
  build: buildShared,
  assemble: shareEncoder,
};

function buildShared({ identities, seed }: Ingredients): Parts {
  const parts: Record<string, tf.LayersModel> = { encoder: buildLightEncoder(partSeed(seed, 0)) };
  for (let k = 0; k < identities; k++) parts[`decoder-${k}`] = buildLightDecoder(partSeed(seed, 1 + k));
  return parts;
}
