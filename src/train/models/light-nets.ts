import * as tf from '@tensorflow/tfjs';
import type { Ingredients, Parts } from '../autoencoder.ts';
import { averageParts, LessAverage } from './average-face.ts';
import { Blocks } from '../../nets/blocks.ts';

/** Numbers of a latent: so few that a decoder must know its person by heart. */
export const LATENT = 32;

/** An encoder that a laptop can train. [batch, 64, 64, 3] → [batch, latent] */
export function buildLightEncoder(seed: number, latent = LATENT): tf.LayersModel {
  const lay = new Blocks(seed);
  const crops = tf.input({ shape: [64, 64, 3] });
  let x = crops;
  for (const filters of [24, 48, 96, 128]) x = lay.halve(x, filters); // [batch, 4, 4, 128]
  return tf.model({ inputs: crops, outputs: lay.dense(lay.flatten(x), latent, 'glorotUniform') });
}

/** A decoder that a laptop can train. [batch, latent] → [batch, 64, 64, 3] */
export function buildLightDecoder(seed: number, latent = LATENT): tf.LayersModel {
  const lay = new Blocks(seed);
  const codes = tf.input({ shape: [latent] });
  let x = lay.reshape(lay.leaky(lay.dense(codes, 4 * 4 * 128)), 4, 4, 128);
  for (const filters of [64, 48, 24, 12]) x = lay.double(x, filters); // [batch, 64, 64, 12]
  return tf.model({ inputs: codes, outputs: lay.paint(x) });
}

/** What shows the encoder each person's faces less their average. */
export const lessAverages = ({ averages }: Pick<Ingredients, 'averages'>): Parts =>
  averageParts(averages, () => new LessAverage({}));

/** What presets of these networks have in common: they begin with nothing known. */
export const lightTraining = {
  batch: 4,
  learningRate: 2e-3,
  beta1: 0.9,
  schedule: 'cosine',
  augment: { warp: true, flip: true, placement: false, colourJitter: false },
  outside: 0.1,
  pretrained: [],
} as const;
