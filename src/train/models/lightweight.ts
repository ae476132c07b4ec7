import type * as tf from '@tensorflow/tfjs';
import type { BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { partSeed } from '../../nets/layer-builder.ts';
import { buildLightDecoder, buildLightEncoder, subtractMeanFaces, lightTraining } from './light-nets.ts';
import { shareEncoder } from './share-encoder.ts';

/**
 * The face swap from nothing, small enough for a laptop. The encoder sees how a face differs from that person's average face: so it
 * has less to tell two people apart by, and the two decoders are asked for the same things in the same numbers.
 */
export const lightweight: Preset = {
  help: 'from nothing, small enough for a laptop: the encoder sees how a face differs from its average',
  ...lightTraining,
  build: (ingredients) => ({ ...buildShared(ingredients), ...subtractMeanFaces(ingredients) }),
  connect: shareEncoder,
};

/** `lightweight` as swaps were made in 2017: the encoder sees faces as they are. */
export const rawPixels: Preset = {
  help: 'lightweight, its encoder shown faces as they are, as in 2017: to see what the average is good for',
  ...lightTraining,
  build: buildShared,
  connect: shareEncoder,
};

function buildShared({ people, seed }: BuildOptions): Networks {
  const networks: Record<string, tf.LayersModel> = { encoder: buildLightEncoder(partSeed(seed, 0)) };
  for (let k = 0; k < people; k++) networks[`decoder-${k}`] = buildLightDecoder(partSeed(seed, 1 + k));
  return networks;
}
