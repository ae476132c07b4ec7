import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { NO_AUGMENTATION } from '../augment/augment.ts';
import type { BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { LayerBuilder, networkSeed } from '../../nets/layer-builder.ts';
import { RECONSTRUCTION_ALONE } from './reconstruction-alone.ts';
import { shareEncoder } from './share-encoder.ts';

/**
 * deepfakes/faceswap at the end of 2017: its networks layer by layer (lib/model.py), 82.1 million parameters
 * for two people, and its training (train.py, lib/training_data.py, lib/image_augmentation.py). Batches of 64;
 * Adam at a rate of 5e-5 with β₁ = 0.5 and β₂ = 0.999; the mean absolute error over the whole crop; A, then B;
 * A's colours shifted to B's mean; faces turned, zoomed, shifted and mirrored, then warped. It takes days on a
 * CPU.
 */
export const original: Preset = {
  help: 'deepfakes/faceswap of 2017, its networks and its training: 82.1 million parameters, for a GPU and a day',
  size: { shared: 69_662_976, perPerson: 6_199_747, imageBytes: 14e6 },
  side: CROP_SIDE,
  batch: 64,
  beta1: 0.5,
  schedule: 'constant',
  update: 'alternating',
  colourShift: true,
  gan: RECONSTRUCTION_ALONE,
  backgroundWeight: 1,
  starts: {
    nothing: {
      pretrained: [],
      learningRate: 5e-5,
      dssimWeight: 0,
      eyeWeight: 1,
      mouthWeight: 1,
      augment: { ...NO_AUGMENTATION, warp: '2017', flip: true, affine: true },
      latents: 'none',
    },
  },
  build,
  connect: shareEncoder,
};

function build({ people, seed }: BuildOptions): Networks {
  const networks: Record<string, tf.LayersModel> = { encoder: buildEncoder(networkSeed(seed, 0)) };
  for (let k = 0; k < people; k++) networks[`decoder-${k}`] = buildDecoder(networkSeed(seed, 1 + k));
  return networks;
}

/** [batch, 64, 64, 3] → [batch, 8, 8, 512] */
function buildEncoder(seed: number): tf.LayersModel {
  const nn = new LayerBuilder(seed, 'glorotUniform');
  const crops = tf.input({ shape: [64, 64, 3] });
  let x = crops;
  for (const filters of [128, 256, 512, 1024]) x = nn.downsample(x, filters); // [batch, 4, 4, 1024]
  x = nn.dense(nn.dense(nn.flatten(x), 1024), 4 * 4 * 1024);
  return tf.model({ inputs: crops, outputs: nn.upsample(nn.reshape(x, 4, 4, 1024), 512) });
}

/** [batch, 8, 8, 512] → [batch, 64, 64, 3] */
function buildDecoder(seed: number): tf.LayersModel {
  const nn = new LayerBuilder(seed, 'glorotUniform');
  const latent = tf.input({ shape: [8, 8, 512] });
  let x = latent;
  for (const filters of [256, 128, 64]) x = nn.upsample(x, filters); // [batch, 64, 64, 64]
  return tf.model({ inputs: latent, outputs: nn.toColours(x) });
}
