import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { LayerBuilder } from '../../nets/layer-builder.ts';
import type { AdapterShape, DecoderShape } from './conditional-decoder.ts';
import { FACTOR_CODE_SIZE } from './factor-code.ts';

/** The decoder of `classroom`: one person's face with the performance and the light of a factor code. */
export const CLASSROOM_DECODER: DecoderShape = {
  latent: FACTOR_CODE_SIZE,
  first: 4,
  channels: [96, 64, 32, 16],
};

/** The network that reads from a mean face what to add to the decoder's biases. */
export const CLASSROOM_ADAPTER: AdapterShape = { filters: [16, 32, 64, 64], units: 96 };

/**
 * The encoder of `classroom`: crops to the 28 factors of performance and light. Its input is the crop
 * concatenated with the same person's mean face, without which it could not tell an open mouth from a large
 * one, or a red lamp from a red face.
 * [batch, 64, 64, 6], values −0.5 to 0.5 → [batch, 28]
 */
export function buildEncoder(seed: number): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const faces = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 6] });
  let x = faces;
  for (const filters of [48, 96, 160, 160]) x = nn.downsample(x, filters); // [batch, 4, 4, 160]
  x = nn.leakyRelu(nn.dense(nn.flatten(x), 128)); // [batch, 128]
  return tf.model({ inputs: faces, outputs: nn.dense(x, FACTOR_CODE_SIZE, 'glorotUniform') });
}
