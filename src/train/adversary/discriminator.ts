import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { LayerBuilder } from '../../nets/layer-builder.ts';

/** The size of a discriminator of the small networks. */
export interface DiscriminatorShape {
  /** Filters of its layers, each of which halves the side. */
  readonly filters: readonly number[];
}

/** A discriminator for the small networks: a tenth of a step's work. */
export const LIGHT_DISCRIMINATOR: DiscriminatorShape = { filters: [24, 48, 96] };

/**
 * A discriminator that judges patches: each of its outputs sees a part of the picture alone (P. Isola et al.,
 * "Image-to-image translation with conditional adversarial networks", CVPR 2017, section 3.2.2). Its first
 * three channels are the face to be judged; the other three what the encoder saw, so that it judges whether
 * the one belongs to the other.
 * [batch, side, side, 6], values −1 to 1 → scores [batch, side / 8, side / 8, 1], of any size
 * @param side pixels a side of the faces.
 */
export function buildDiscriminator(
  seed: number,
  { filters }: DiscriminatorShape = LIGHT_DISCRIMINATOR,
  side: number = CROP_SIDE,
): tf.LayersModel {
  const nn = new LayerBuilder(seed, 'heNormal', 0.2);
  const pair = tf.input({ shape: [side, side, 6] });
  let x = pair;
  for (const count of filters) x = nn.leakyRelu(nn.conv2d(x, count, 4, 2));
  return tf.model({ inputs: pair, outputs: nn.conv2d(x, 1, 4, 1) });
}
