import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { networkSeed } from '../../nets/layer-builder.ts';
import { NO_AUGMENTATION } from '../augment/augment.ts';
import type { BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { GanBlocks, type GanSize } from './gan-blocks.ts';
import { shareEncoder } from './share-encoder.ts';

/** Units of the encoder's narrowest layer. */
const BOTTLENECK = 1024;

/** Filters of the layers of encoder and decoder. What lies between them, the latent, has as many channels. */
const SIZES = {
  full: { encoder: [64, 128, 256, 512, 1024], latent: 512, decoder: [256, 128, 64] },
  lite: { encoder: [32, 64, 128, 256, 256], latent: 256, decoder: [128, 64, 32] },
} as const;

/** Parameters of all networks of a size. */
const PARAMETERS = {
  full: { shared: 59_130_506, perPerson: 6_300_924 + 747_845, imageBytes: 400e6 },
  lite: { shared: 10_119_690, perPerson: 420_948 + 768_517, imageBytes: 360e6 },
};

/**
 * faceswap-GAN v2.2 at 64 × 64 pixels (shaoanlu, networks/faceswap_gan_model.py): residual and upscale
 * blocks, layer-wide normalisation, self-attention, decoders that paint α, discriminators, and its schedule.
 * Batches of 8; Adam at 1e-4 with β₁ = 0.5, the discriminators' at twice that; A, then B.
 *
 * There, pixels are from −1 to 1, the decoders end in tanh, and losses are sums of terms whose weights add up
 * to more than one. (tanh(z) + 1) ÷ 2 is the sigmoid of 2 z, in which ours end; and the weights here are
 * divided by what the reconstruction weighs there, 8.2 (see loss/alpha-loss.ts). What differs beyond that:
 * there is no perceptual loss, whose network has seen real people; eyes are ellipses where aligned eyes are,
 * not hulls of landmarks; edges weigh like their pixels, so those outside the eyes weigh more than there;
 * weights are not decayed; both halves of a step share a batch.
 */
const ganPreset = (size: GanSize, help: string): Preset => ({
  help,
  size: PARAMETERS[size],
  side: CROP_SIDE,
  batch: 8,
  beta1: 0.5,
  schedule: 'constant',
  update: 'alternating',
  colourShift: false,
  gan: {
    edgeWeight: 0.8,
    adversary: 'mixup',
    adversarialWeight: 0.012,
    alpha: true,
    attention: true,
    stages: 'faceswap-gan',
    canPaintAlpha: true,
    canAttend: true,
    buildDiscriminator: (seed) => buildDiscriminator(seed, size),
  },
  backgroundWeight: 1,
  starts: {
    nothing: {
      pretrained: [],
      learningRate: 1e-4,
      dssimWeight: 0,
      eyeWeight: 31,
      mouthWeight: 1,
      augment: { ...NO_AUGMENTATION, warp: '2017', flip: true, affine: true, colourMatch: true },
      latents: 'none',
    },
  },
  build: (options) => build(options, size),
  connect: shareEncoder,
});

export const gan = ganPreset(
  'full',
  'faceswap-GAN v2.2: adversary, α and attention; 73.2 million parameters, for a GPU',
);
export const ganLite = ganPreset('lite', 'the smaller networks of faceswap-GAN v2.2; for a GPU too');

function build({ people, seed, alpha = true, attention = true }: BuildOptions, size: GanSize): Networks {
  const networks: Record<string, tf.LayersModel> = {
    encoder: buildEncoder(networkSeed(seed, 0), size, attention),
  };
  for (let k = 0; k < people; k++) {
    networks[`decoder-${k}`] = buildDecoder(networkSeed(seed, 1 + k), size, alpha, attention);
  }
  return networks;
}

/** [batch, 64, 64, 3], values 0 to 1 → [batch, 8, 8, 512]; here and below, with the full size's filters */
function buildEncoder(seed: number, size: GanSize, attention: boolean): tf.LayersModel {
  const blocks = new GanBlocks(seed, size);
  const { nn } = blocks;
  const [first, second, third, fourth, fifth] = SIZES[size].encoder;
  const attend = (x: tf.SymbolicTensor) => (attention ? nn.selfAttention(x) : x);
  const crops = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 3] });
  let x = blocks.convolve(crops, first, 5); // [batch, 64, 64, 64]
  x = blocks.down(x, second, false); // [batch, 32, 32, 128]
  x = attend(blocks.down(x, third)); // [batch, 16, 16, 256]
  x = attend(blocks.down(x, fourth)); // [batch, 8, 8, 512]
  x = blocks.down(x, fifth); // [batch, 4, 4, 1024]
  x = nn.dense(nn.dense(nn.flatten(x), BOTTLENECK, 'glorotUniform'), 4 * 4 * fifth, 'glorotUniform');
  return tf.model({ inputs: crops, outputs: blocks.up(nn.reshape(x, 4, 4, fifth), SIZES[size].latent) });
}

/** [batch, 8, 8, 512] → [batch, 64, 64, 4], values 0 to 1: colours and α, or colours alone */
function buildDecoder(seed: number, size: GanSize, alpha: boolean, attention: boolean): tf.LayersModel {
  const blocks = new GanBlocks(seed, size);
  const { nn } = blocks;
  const [first, second, third] = SIZES[size].decoder;
  const attend = (x: tf.SymbolicTensor) => (attention ? nn.selfAttention(x) : x);
  const latent = tf.input({ shape: [8, 8, SIZES[size].latent] });
  let x = blocks.up(latent, first); // [batch, 16, 16, 256]
  x = attend(blocks.up(x, second)); // [batch, 32, 32, 128]
  x = attend(blocks.residual(blocks.up(x, third))); // [batch, 64, 64, 64]
  return tf.model({ inputs: latent, outputs: nn.toColours(x, alpha) });
}

/** [batch, 64, 64, 6], values −1 to 1 → scores [batch, 8, 8, 1], of any size */
function buildDiscriminator(seed: number, size: GanSize): tf.LayersModel {
  const blocks = new GanBlocks(seed, size);
  const pair = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 6] });
  let x = blocks.discriminate(pair, 64, false); // [batch, 32, 32, 64]
  x = blocks.discriminate(blocks.discriminate(x, 128), 256); // [batch, 8, 8, 256]
  return tf.model({ inputs: pair, outputs: blocks.convolve(blocks.nn.selfAttention(x), 1, 4) });
}
