import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { NO_AUGMENTATION } from '../augment/augment.ts';
import type { BuildOptions, Networks } from '../autoencoder.ts';
import { ATTENTION_SIDE, type AdapterShape, type DecoderShape } from './conditional-decoder.ts';
import { meanFaceNetworks, SubtractMeanFace } from './mean-face.ts';
import { RECONSTRUCTION_ALONE } from './reconstruction-alone.ts';
import { LayerBuilder } from '../../nets/layer-builder.ts';

/** Size of the latent: a bottleneck so narrow that a decoder must memorize its person. */
export const LATENT = 32;

/** The small decoder. */
export const LIGHT_DECODER: DecoderShape = { latent: LATENT, first: 4, channels: [64, 48, 24, 12] };

/** The network that reads from a mean face whom the crowd's decoder is to decode. */
export const CROWD_ADAPTER: AdapterShape = { filters: [24, 48, 64, 96], units: 64 };

/** The size of a small encoder. */
interface LightEncoder {
  readonly latent?: number;
  /** Pixels a side of what it sees. */
  readonly side?: number;
  /** Six after {@link subtractMeanFaces}. */
  readonly channels?: 3 | 6;
  /** Whether it has self-attention at 16 × 16. */
  readonly attention?: boolean;
}

/** A small encoder. [batch, side, side, channels] → [batch, latent] */
export function buildLightEncoder(
  seed: number,
  { latent = LATENT, side = CROP_SIDE, channels = 6, attention = false }: LightEncoder = {},
): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const crops = tf.input({ shape: [side, side, channels] });
  let x = crops;
  for (const filters of [24, 48, 96, 128]) {
    x = nn.downsample(x, filters);
    if (attention && x.shape[1] === ATTENTION_SIDE) x = nn.selfAttention(x);
  } // [batch, side / 16, side / 16, 128]
  return tf.model({ inputs: crops, outputs: nn.dense(nn.flatten(x), latent, 'glorotUniform') });
}

/**
 * The layers that subtract each person's mean face from the encoder's input, and show it who it is looking at.
 * Pretrained on a crowd, an encoder knows what a face does from the difference and the mean face together. Two
 * people alone are too few to learn that from: it would only learn to tell one from the other by it, so from
 * nothing it sees zeros in that place.
 */
export const subtractMeanFaces = (options: BuildOptions, side: number = CROP_SIDE): Networks =>
  meanFaceNetworks(
    options,
    () => new SubtractMeanFace({}),
    (meanFace) => [meanFace, options.start === 'crowd' ? tf.sub(meanFace, 0.5) : tf.zerosLike(meanFace)],
    side,
  );

/** Adam's peak learning rate for networks with random weights. */
export const LIGHT_RATE = 2e-3;

/** The hyperparameters that the presets of these networks share. */
export const lightTraining = {
  side: CROP_SIDE,
  batch: 4,
  beta1: 0.9,
  schedule: 'cosine',
  update: 'joint',
  colourShift: false,
  gan: RECONSTRUCTION_ALONE,
  backgroundWeight: 0.1,
  starts: {
    nothing: {
      pretrained: [],
      learningRate: LIGHT_RATE,
      dssimWeight: 0.5,
      eyeWeight: 6,
      mouthWeight: 24,
      augment: { ...NO_AUGMENTATION, warp: 'half', flip: true },
      latents: 'landmarks',
    },
  },
} as const;
