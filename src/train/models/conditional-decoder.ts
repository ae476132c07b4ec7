import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { apply, LayerBuilder, networkSeed } from '../../nets/layer-builder.ts';
import { setKnownWeights } from '../../nets/known-weights.ts';
import type { BuildOptions, Networks } from '../autoencoder.ts';
import { meanFaceTensor } from './mean-face.ts';

/** The size of a decoder. */
export interface DecoderShape {
  /** Numbers of the latent. */
  readonly latent: number;
  /** Pixels a side of the picture that it begins with: 4, or 2 for a thumbnail. */
  readonly first: number;
  /** Channels after each of the pixel shuffles, which double the side four times: to 64, or 32. */
  readonly channels: readonly [number, number, number, number];
}

/** What a decoder has beside its layers. */
export interface DecoderExtras {
  readonly conditional?: boolean;
  readonly alpha?: boolean;
  readonly attention?: boolean;
}

/** Pixels a side of the pictures within small networks that self-attention looks at. */
export const ATTENTION_SIDE = 16;

/** The bias of α where nothing was learnt of it: most of the face is replaced, σ(2) = 0.88. */
const ALPHA_BIAS = 2;

/** Channels of the picture that a decoder begins with. */
const FIRST_CHANNELS = 128;

/** Outputs of the decoder's layers but the last: each layer has as many biases. */
export const widthsOf = ({ first, channels }: DecoderShape): number[] => [
  first * first * FIRST_CHANNELS,
  ...channels.map((count) => 4 * count),
];

/**
 * A decoder. [batch, latent] → [batch, 64, 64, 3], values 0 to 1; or of 4 channels, the last of them α.
 *
 * @param extras.alpha whether it paints α. @param extras.attention whether it has self-attention at 16 × 16.
 * @param extras.conditional whether it also takes, for every image, biases that are added to its layers'
 * outputs: tensors [batch, width], one for each of its layers but the last. They condition the decoder on an
 * identity, so that one decoder can decode anybody: the shifts of FiLM (E. Perez et al., "FiLM: visual
 * reasoning with a general conditioning layer", AAAI 2018), without its scales.
 */
export function buildDecoder(
  seed: number,
  shape: DecoderShape,
  { conditional = false, alpha = false, attention = false }: DecoderExtras = {},
): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const widths = widthsOf(shape);
  const latent = tf.input({ shape: [shape.latent] });
  const identityBiases = conditional ? widths.map((width) => tf.input({ shape: [width] })) : [];
  const add = (x: tf.SymbolicTensor, layer: number) =>
    conditional ? apply(tf.layers.add(), [x, nn.reshape(identityBiases[layer], 1, 1, widths[layer])]) : x;

  let x = nn.dense(latent, widths[0]);
  if (conditional) x = apply(tf.layers.add(), [x, identityBiases[0]]);
  x = nn.reshape(nn.leakyRelu(x), shape.first, shape.first, FIRST_CHANNELS); // [batch, 4, 4, 128]
  for (let layer = 1; layer < widths.length; layer++) {
    // Doubles the side.
    x = nn.pixelShuffle(nn.leakyRelu(add(nn.conv2d(x, widths[layer], 3, 1), layer)));
    if (attention && x.shape[1] === ATTENTION_SIDE) x = nn.selfAttention(x);
  }
  return tf.model({ inputs: [latent, ...identityBiases], outputs: nn.toColours(x, alpha) }); // [batch, 64, 64, 3]
}

/** The size of an {@link buildIdentityAdapter identity adapter}. */
export interface AdapterShape {
  readonly filters: readonly number[];
  readonly units: number;
}

/**
 * An identity adapter: a person's mean face to the biases with which a conditional decoder outputs that
 * person.
 * [batch, 64, 64, 3], values −0.5 to 0.5 → a tensor [batch, width] for each of the decoder's layers but the
 * last
 */
export function buildIdentityAdapter(
  seed: number,
  { filters, units }: AdapterShape,
  decoder: DecoderShape,
): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const face = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 3] });
  let x = face;
  for (const count of filters) x = nn.downsample(x, count);
  x = nn.leakyRelu(nn.dense(nn.flatten(x), units)); // [batch, units]
  return tf.model({
    inputs: face,
    outputs: widthsOf(decoder).map((width) => nn.dense(x, width, 'glorotUniform')),
  });
}

type DecoderOptions = Pick<BuildOptions, 'faces' | 'colourShifts' | 'alpha' | 'attention' | 'seed'>;

/**
 * A conditional decoder for one person alone: what the identity adapter outputs for their mean face is added
 * to its biases. If it paints α, that is the same everywhere; layers of self-attention change nothing yet.
 */
export function decoderOf(
  person: number,
  { faces, colourShifts, alpha = false, attention = false, seed }: DecoderOptions,
  { decoder, adapter }: Networks,
  shape: DecoderShape,
): tf.LayersModel {
  const own = buildDecoder(networkSeed(seed, 1 + person), shape, { alpha, attention });
  tf.tidy(() => {
    const mean = meanFaceTensor(faces[person], colourShifts?.[person]);
    const additions = adapter.predict(tf.sub(mean.expandDims(0), 0.5)) as tf.Tensor[];
    const weights = decoder.getWeights(); // a kernel and a bias for each layer
    // For each layer but the last, which is not conditional.
    additions.forEach((addition, layer) => {
      const bias = 2 * layer + 1;
      weights[bias] = tf.add(weights[bias], addition.flatten());
    });
    if (alpha)
      weights.splice(-2, 2, ...withAlpha(weights.at(-2) as tf.Tensor4D, weights.at(-1) as tf.Tensor1D));
    setKnownWeights(own, weights);
  });
  return own;
}

/** The kernel and the biases of a last layer that paints α beside the colours. */
const withAlpha = (kernel: tf.Tensor4D, bias: tf.Tensor1D): [tf.Tensor4D, tf.Tensor1D] => {
  const [height, width, channels] = kernel.shape;
  return [
    tf.concat([kernel, tf.zeros<tf.Rank.R4>([height, width, channels, 1])], 3),
    tf.concat([bias, tf.tensor1d([ALPHA_BIAS])]),
  ];
};
