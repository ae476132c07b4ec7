import * as tf from '@tensorflow/tfjs';
import { Blocks } from './blocks.ts';

/** Numbers of a latent: so few that a decoder must know its person by heart. */
export const LATENT = 64;

/** An encoder that a laptop can train. [batch, 64, 64, 3] → [batch, latent] */
export function buildLightEncoder(seed: number, latent = LATENT): tf.LayersModel {
  const lay = new Blocks(seed);
  const crops = tf.input({ shape: [64, 64, 3] });
  let x = crops;
  for (const filters of [32, 64, 128, 128]) x = lay.halve(x, filters); // [batch, 4, 4, 128]
  return tf.model({ inputs: crops, outputs: lay.dense(lay.flatten(x), latent, 'glorotUniform') });
}

/** A decoder that a laptop can train. [batch, latent] → [batch, 64, 64, 3] */
export function buildLightDecoder(seed: number, latent = LATENT): tf.LayersModel {
  const lay = new Blocks(seed);
  const codes = tf.input({ shape: [latent] });
  let x = lay.reshape(lay.leaky(lay.dense(codes, 4 * 4 * 128)), 4, 4, 128);
  for (const filters of [96, 64, 32, 16]) x = lay.double(x, filters); // [batch, 64, 64, 16]
  return tf.model({ inputs: codes, outputs: lay.paint(x) });
}

/** What presets of these networks have in common: they begin with nothing known. */
export const lightTraining = {
  batch: 8,
  learningRate: 2e-3,
  beta1: 0.9,
  schedule: 'cosine',
  augment: { warp: true, flip: false, placement: true, colourJitter: true },
  outside: 0.1,
  pretrained: [],
} as const;
