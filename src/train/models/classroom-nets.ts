import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { apply, LayerBuilder } from '../../nets/layer-builder.ts';
import { FACTOR_CODE_SIZE } from './factor-code.ts';

/** Output channels of the decoder's layers but the last: each layer has as many biases. */
export const DECODER_WIDTHS = [4 * 4 * 128, 4 * 96, 4 * 64, 4 * 32, 4 * 16] as const;

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

/**
 * The decoder of `classroom`: one person's face with the performance and the light of a factor code.
 * [batch, 28] → [batch, 64, 64, 3], values 0 to 1
 *
 * @param conditional whether it also takes, for every image, biases that are added to its layers' outputs:
 * tensors [batch, width], one for each of {@link DECODER_WIDTHS}. They condition the decoder on an identity,
 * so that one decoder can decode anybody: the shifts of FiLM (E. Perez et al., "FiLM: visual reasoning with a
 * general conditioning layer", AAAI 2018), without its scales.
 */
export function buildDecoder(seed: number, conditional = false): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const code = tf.input({ shape: [FACTOR_CODE_SIZE] });
  const identityBiases = conditional ? DECODER_WIDTHS.map((width) => tf.input({ shape: [width] })) : [];
  const add = (x: tf.SymbolicTensor, layer: number) =>
    conditional
      ? apply(tf.layers.add(), [x, nn.reshape(identityBiases[layer], 1, 1, DECODER_WIDTHS[layer])])
      : x;

  let x = nn.dense(code, DECODER_WIDTHS[0]);
  if (conditional) x = apply(tf.layers.add(), [x, identityBiases[0]]);
  x = nn.reshape(nn.leakyRelu(x), 4, 4, 128); // [batch, 4, 4, 128]
  for (let layer = 1; layer < DECODER_WIDTHS.length; layer++) {
    // Doubles the side.
    x = nn.pixelShuffle(nn.leakyRelu(add(nn.conv2d(x, DECODER_WIDTHS[layer], 3, 1), layer)));
  }
  return tf.model({ inputs: [code, ...identityBiases], outputs: nn.toRgb(x) }); // [batch, 64, 64, 3]
}

/**
 * The identity adapter: a person's mean face to the biases with which the conditional decoder outputs that
 * person.
 * [batch, 64, 64, 3], values −0.5 to 0.5 → a tensor [batch, width] for each of {@link DECODER_WIDTHS}
 */
export function buildIdentityAdapter(seed: number): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const face = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 3] });
  let x = face;
  for (const filters of [16, 32, 64, 64]) x = nn.downsample(x, filters); // [batch, 4, 4, 64]
  x = nn.leakyRelu(nn.dense(nn.flatten(x), 96)); // [batch, 96]
  return tf.model({
    inputs: face,
    outputs: DECODER_WIDTHS.map((width) => nn.dense(x, width, 'glorotUniform')),
  });
}
