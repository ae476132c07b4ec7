import * as tf from '@tensorflow/tfjs';
import type { Networks } from '../autoencoder.ts';
import { meanFaceNetworks, SubtractMeanFace, type MeanFaceOptions } from './mean-face.ts';
import { LayerBuilder } from '../../nets/layer-builder.ts';

/** Size of the latent: a bottleneck so narrow that a decoder must memorize its person. */
export const LATENT = 32;

/** A small encoder. [batch, 64, 64, 3] → [batch, latent] */
export function buildLightEncoder(seed: number, latent = LATENT): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const crops = tf.input({ shape: [64, 64, 3] });
  let x = crops;
  for (const filters of [24, 48, 96, 128]) x = nn.downsample(x, filters); // [batch, 4, 4, 128]
  return tf.model({ inputs: crops, outputs: nn.dense(nn.flatten(x), latent, 'glorotUniform') });
}

/** A small decoder. [batch, latent] → [batch, 64, 64, 3], values 0 to 1 */
export function buildLightDecoder(seed: number, latent = LATENT): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const codes = tf.input({ shape: [latent] });
  let x = nn.reshape(nn.leakyRelu(nn.dense(codes, 4 * 4 * 128)), 4, 4, 128);
  for (const filters of [64, 48, 24, 12]) x = nn.upsample(x, filters); // [batch, 64, 64, 12]
  return tf.model({ inputs: codes, outputs: nn.toRgb(x) });
}

/** The layers that subtract each person's mean face from the encoder's input. */
export const subtractMeanFaces = (people: MeanFaceOptions): Networks =>
  meanFaceNetworks(people, () => new SubtractMeanFace({}));

/** The hyperparameters that the presets of these networks share. All are trained from scratch. */
export const lightTraining = {
  batch: 4,
  learningRate: 2e-3,
  beta1: 0.9,
  schedule: 'cosine',
  update: 'joint',
  colourShift: false,
  augment: { warp: 'on', flip: true, affine: false, colourJitter: false },
  backgroundWeight: 0.1,
  pretrained: [],
} as const;
