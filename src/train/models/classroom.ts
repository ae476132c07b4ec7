import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { NO_AUGMENTATION } from '../augment/augment.ts';
import type { Autoencoder, BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { CLASSROOM_DECODER } from './classroom-nets.ts';
import { decoderOf } from './conditional-decoder.ts';
import { meanFaceNetworks, ConcatMeanFace } from './mean-face.ts';
import { RECONSTRUCTION_ALONE } from './reconstruction-alone.ts';
import { shareEncoder } from './share-encoder.ts';

/**
 * The face swap pretrained, for a minute on two cores. One encoder maps any face to a disentangled latent
 * of 28 factors: performance and light, and nothing of the identity. It was pretrained on many rendered
 * people and stays frozen: if it were trained on two people, it would learn to tell them apart. Each decoder
 * is a pretrained conditional decoder, specialized for the person by their mean face, and fine-tuned on that
 * person with a low learning rate. With a higher one it forgets, within two minutes, what it knew about faces
 * that others drive. That loss shows where the driving face is hard to encode, such as a mouth behind a
 * beard.
 */
export const classroom: Preset = {
  help: 'from labels: a frozen encoder that was told the numbers of the renderer, and pretrained decoders that are fine-tuned',
  size: { shared: 1_478_284, perPerson: 829_427, imageBytes: 4e6 },
  side: CROP_SIDE,
  batch: 8,
  beta1: 0.9,
  schedule: 'cosine',
  update: 'joint',
  colourShift: false,
  gan: RECONSTRUCTION_ALONE,
  backgroundWeight: 0.1,
  starts: {
    labels: {
      pretrained: ['encoder', 'decoder', 'identity-adapter'],
      learningRate: 4e-4,
      dssimWeight: 0,
      eyeWeight: 1,
      mouthWeight: 1,
      augment: { ...NO_AUGMENTATION, warp: 'off', flip: true },
      latents: 'halfway',
    },
  },
  build,
  connect,
};

function build(options: BuildOptions): Networks {
  const networks = pretrainedEncoder(options);
  const { decoder, 'identity-adapter': adapter } = options.pretrained;
  for (let k = 0; k < options.people; k++) {
    networks[`decoder-${k}`] = decoderOf(k, options, { decoder, adapter }, CLASSROOM_DECODER);
  }
  return networks;
}

/** The pretrained encoder, and the layers that concatenate the mean faces to its inputs. */
export const pretrainedEncoder = (options: BuildOptions): Record<string, tf.LayersModel> => ({
  encoder: options.pretrained['encoder'],
  ...meanFaceNetworks(
    options,
    () => new ConcatMeanFace({}),
    (meanFace) => [meanFace],
  ),
});

/** The classic face swap with a frozen encoder. */
function connect(networks: Networks): Autoencoder {
  return shareEncoder(networks, ['encoder']);
}
