import type * as tf from '@tensorflow/tfjs';
import { NO_AUGMENTATION } from '../augment/augment.ts';
import type { BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { decoderOf } from './conditional-decoder.ts';
import { setKnownWeights } from '../../nets/known-weights.ts';
import { networkSeed } from '../../nets/layer-builder.ts';
import { buildLightEncoder, LIGHT_DECODER, LIGHT_RATE, subtractMeanFaces } from './light-nets.ts';
import { lightPreset } from './light-preset.ts';

const fromNothing = lightPreset({
  help: 'the usual one, small enough for a laptop; from a crowd or from nothing: the encoder sees the difference from the mean face',
});

/**
 * The face swap, small enough for a laptop. The encoder sees the difference from the person's mean face: so it
 * has less to tell two people apart by, and is more likely to use the same latents for both. It starts from
 * random weights, or from what was pretrained on a crowd.
 */
export const lightweight: Preset = {
  ...fromNothing,
  starts: {
    ...fromNothing.starts,
    crowd: {
      pretrained: ['crowd-encoder', 'crowd-decoder', 'crowd-adapter'],
      learningRate: LIGHT_RATE / 2,
      dssimWeight: 0,
      eyeWeight: 4,
      mouthWeight: 4,
      augment: { ...NO_AUGMENTATION, warp: 'half', flip: true },
      latents: 'landmarks',
    },
  },
  build: (options) => (options.start === 'crowd' ? fromCrowd(options) : fromNothing.build(options)),
};

/** The crowd's encoder, and for each person the crowd's decoder with what the adapter adds for their mean face. */
function fromCrowd(options: BuildOptions): Networks {
  const { people, pretrained } = options;
  const { 'crowd-encoder': encoder, 'crowd-decoder': decoder, 'crowd-adapter': adapter } = pretrained;
  const networks: Record<string, tf.LayersModel> = {
    ...subtractMeanFaces(options),
    encoder: options.attention ? withAttention(encoder, options) : encoder,
  };
  for (let k = 0; k < people; k++) {
    networks[`decoder-${k}`] = decoderOf(k, options, { decoder, adapter }, LIGHT_DECODER);
  }
  return networks;
}

/** The crowd's encoder with self-attention, which changes nothing yet. */
function withAttention(encoder: tf.LayersModel, { seed }: BuildOptions): tf.LayersModel {
  const attentive = buildLightEncoder(networkSeed(seed, 0), { attention: true });
  setKnownWeights(attentive, encoder.getWeights());
  return attentive;
}

/** Pixels a side of a thumbnail. */
const THUMBNAIL = 32;

/**
 * `lightweight` at the size of a thumbnail, for impatient lessons and for pages: a step takes half the
 * time. Faces are shrunk before the encoder, and what is decoded is enlarged for scores and frames.
 */
export const thumbnail = lightPreset({
  help: 'lightweight at 32 × 32 pixels: coarse, and twice as fast',
  side: THUMBNAIL,
});

/** Ablations of `lightweight`: each lacks one of the things that make it swap. */
export const rawPixels = lightPreset({
  help: 'an ablation of lightweight: the encoder sees pixels, as in 2017, without subtracting the mean face',
  view: 'pixels',
});
export const separateEncoders = lightPreset({
  help: 'an ablation of lightweight: an encoder for each person. Each decoder understands its own alone: it cannot swap',
  encoder: 'separate',
});

/** The same of `thumbnail`. */
export const rawPixelsThumbnail = lightPreset({
  help: 'raw-pixels at 32 × 32 pixels',
  side: THUMBNAIL,
  view: 'pixels',
});
export const separateEncodersThumbnail = lightPreset({
  help: 'separate-encoders at 32 × 32 pixels',
  side: THUMBNAIL,
  encoder: 'separate',
});
