import * as tf from '@tensorflow/tfjs';
import type { Autoencoder, BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { meanFaceNetworks, meanFaceTensor, ConcatMeanFace } from './mean-face.ts';
import { buildDecoder } from './classroom-nets.ts';
import { shareEncoder } from './share-encoder.ts';

/**
 * The face swap pretrained, for two minutes on two cores. One encoder maps any face to a disentangled latent
 * of 28 factors: performance and light, and nothing of the identity. It was pretrained on many rendered
 * people and stays frozen: if it were trained on two people, it would learn to tell them apart. Each decoder
 * is a pretrained conditional decoder, specialized for the person by their mean face, and fine-tuned on that
 * person with a low learning rate. With a higher one it forgets, within two minutes, what it knew about faces
 * that others drive. That loss shows where the driving face is hard to encode, such as a mouth behind a
 * beard.
 */
export const classroom: Preset = {
  help: 'made for two minutes on a laptop: a pretrained, frozen encoder, and pretrained decoders that are fine-tuned',
  size: { shared: 1_478_284, perPerson: 829_427, imageBytes: 4e6 },
  batch: 8,
  learningRate: 2e-4,
  beta1: 0.9,
  schedule: 'cosine',
  update: 'joint',
  colourShift: false,
  augment: { warp: 'off', flip: true, affine: false, colourJitter: false },
  backgroundWeight: 0.1,
  pretrained: ['encoder', 'decoder', 'identity-adapter'],
  build,
  connect,
};

function build(options: BuildOptions): Networks {
  const networks = pretrainedEncoder(options);
  for (let k = 0; k < options.people; k++) networks[`decoder-${k}`] = decoderOf(k, options);
  return networks;
}

/** The pretrained encoder, and the layers that concatenate the mean faces to its inputs. */
export const pretrainedEncoder = ({
  pretrained: { encoder },
  ...people
}: Omit<BuildOptions, 'people' | 'seed'>): Record<string, tf.LayersModel> => ({
  encoder,
  ...meanFaceNetworks(people, () => new ConcatMeanFace({})),
});

/**
 * The conditional decoder for one person: what the identity adapter outputs for their mean face is added to
 * its biases.
 */
function decoderOf(person: number, { faces, colourShifts, pretrained }: BuildOptions): tf.LayersModel {
  const { decoder, 'identity-adapter': adapter } = pretrained;
  const own = buildDecoder(0);
  tf.tidy(() => {
    const mean = meanFaceTensor(faces[person], colourShifts?.[person]);
    const additions = adapter.predict(tf.sub(mean.expandDims(0), 0.5)) as tf.Tensor[];
    const weights = decoder.getWeights(); // a kernel and a bias for each layer
    // For each layer but the last, which is not conditional.
    additions.forEach((addition, layer) => {
      const bias = 2 * layer + 1;
      weights[bias] = tf.add(weights[bias], addition.flatten());
    });
    own.setWeights(weights);
  });
  return own;
}

/** The classic face swap with a frozen encoder. */
export function connect(networks: Networks): Autoencoder {
  return shareEncoder(networks, ['encoder']);
}
