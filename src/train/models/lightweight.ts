import type * as tf from '@tensorflow/tfjs';
import type { BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { networkSeed } from '../../nets/layer-builder.ts';
import { buildDecoder, decoderOf } from './conditional-decoder.ts';
import {
  buildLightDecoder,
  buildLightEncoder,
  LATENT,
  LIGHT_DECODER,
  LIGHT_RATE,
  lightTraining,
  subtractMeanFaces,
} from './light-nets.ts';
import { shareEncoder } from './share-encoder.ts';

/**
 * The face swap trained from scratch, small enough for a laptop. The encoder sees the difference from the
 * person's mean face: so it has less to tell two people apart by, and is more likely to use the same latents
 * for both.
 */
export const lightweight: Preset = {
  help: 'trained from scratch, small enough for a laptop: the encoder sees the difference from the mean face',
  size: { shared: 518_864, perPerson: 538_711, imageBytes: 4e6 },
  ...lightTraining,
  starts: {
    ...lightTraining.starts,
    crowd: {
      pretrained: ['crowd-encoder', 'crowd-decoder', 'crowd-adapter'],
      learningRate: LIGHT_RATE,
      latents: 'transport',
    },
  },
  build: (options) => ({
    ...(options.start === 'crowd' ? fromCrowd(options) : buildShared(options)),
    ...subtractMeanFaces(options),
  }),
  connect: shareEncoder,
};

/** Pixels a side of a thumbnail. */
const THUMBNAIL = 32;

/**
 * `lightweight` at the size of a thumbnail, for impatient lessons and for pages: a step takes a quarter of the
 * time. Faces are shrunk before the encoder, and what is decoded is enlarged for scores and frames.
 */
export const thumbnail: Preset = {
  help: 'lightweight at 32 × 32 pixels: coarse, and four times as fast',
  size: { shared: 469_712, perPerson: 478_807, imageBytes: 1e6 },
  ...lightTraining,
  side: THUMBNAIL,
  build: (options) => {
    const { people, seed } = options;
    const networks: Record<string, tf.LayersModel> = {
      encoder: buildLightEncoder(networkSeed(seed, 0), LATENT, THUMBNAIL),
      ...subtractMeanFaces(options, THUMBNAIL),
    };
    for (let k = 0; k < people; k++) {
      networks[`decoder-${k}`] = buildDecoder(networkSeed(seed, 1 + k), { ...LIGHT_DECODER, first: 2 });
    }
    return networks;
  },
  connect: shareEncoder,
};

/** An ablation of `lightweight`: the encoder sees the pixels themselves, as in 2017. */
export const rawPixels: Preset = {
  help: 'an ablation of lightweight: the encoder sees pixels, as in 2017, without subtracting the mean face',
  size: { shared: 518_864, perPerson: 526_423, imageBytes: 4e6 },
  ...lightTraining,
  build: buildShared,
  connect: shareEncoder,
};

function buildShared({ people, seed }: BuildOptions): Networks {
  const networks: Record<string, tf.LayersModel> = { encoder: buildLightEncoder(networkSeed(seed, 0)) };
  for (let k = 0; k < people; k++) networks[`decoder-${k}`] = buildLightDecoder(networkSeed(seed, 1 + k));
  return networks;
}

/** The crowd's encoder, and for each person the crowd's decoder with what the adapter adds for their mean face. */
function fromCrowd(options: BuildOptions): Networks {
  const { people, pretrained } = options;
  const { 'crowd-encoder': encoder, 'crowd-decoder': decoder, 'crowd-adapter': adapter } = pretrained;
  const networks: Record<string, tf.LayersModel> = { encoder };
  for (let k = 0; k < people; k++) {
    networks[`decoder-${k}`] = decoderOf(k, options, { decoder, adapter }, LIGHT_DECODER);
  }
  return networks;
}
