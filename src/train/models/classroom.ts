import * as tf from '@tensorflow/tfjs';
import type { Autoencoder, BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { meanFaceNetworks, meanFaceTensor, ConcatMeanFace } from './mean-face.ts';
import { buildDecoder } from './classroom-nets.ts';
import { shareEncoder } from './share-encoder.ts';

/**
 * What two minutes on two cores can do. One encoder reads any face into 28 numbers, what it does and how it is lit, and nothing of
 * who it is: it was pretrained on people of many kinds, all rendered, and stays as it is, since training it on two people would
 * teach it to tell them apart. Each decoder begins as one that paints anyone, told by the average face whom to paint, and is
 * trained on that person, in small steps: they are as good in half a minute, and with larger ones they forget, in two, what they knew
 * of faces that others drive. What that costs shows where the driving face is hard to read, as a mouth behind a beard is.
 */
export const classroom: Preset = {
  help: 'made for two minutes on a laptop: a pretrained encoder that stays as it is, decoders that begin as anyone',
  batch: 8,
  learningRate: 2e-4,
  beta1: 0.9,
  schedule: 'cosine',
  update: 'joint',
  augment: { warp: false, flip: true, affine: false, colourJitter: false },
  backgroundWeight: 0.1,
  pretrained: ['encoder', 'decoder', 'identity-adapter'],
  build,
  connect,
};

function build({ people, meanFaces, pretrained }: BuildOptions): Networks {
  const networks = pretrainedEncoder(pretrained, meanFaces);
  for (let k = 0; k < people; k++) {
    networks[`decoder-${k}`] = decoderOf(meanFaces[k], pretrained);
  }
  return networks;
}

/** The pretrained encoder, and the average faces that are laid beside what it sees. */
export const pretrainedEncoder = (
  { encoder }: Networks,
  meanFaces: BuildOptions['meanFaces'],
): Record<string, tf.LayersModel> => ({
  encoder,
  ...meanFaceNetworks(meanFaces, () => new ConcatMeanFace({})),
});

/** The conditional decoder, made one person's: what the identity adapter says of their mean face is added to its biases. */
function decoderOf(
  meanFace: Float32Array,
  { decoder, 'identity-adapter': adapter }: Networks,
): tf.LayersModel {
  const own = buildDecoder(0);
  tf.tidy(() => {
    const additions = adapter.predict(tf.sub(meanFaceTensor(meanFace).expandDims(0), 0.5)) as tf.Tensor[];
    const weights = decoder.getWeights(); // a kernel and a bias for each layer
    // For each layer but the last, which is nobody's in particular.
    additions.forEach((addition, layer) => {
      const bias = 2 * layer + 1;
      weights[bias] = tf.add(weights[bias], addition.flatten());
    });
    own.setWeights(weights);
  });
  return own;
}

/** The encoder stays as it is. */
export function connect(networks: Networks): Autoencoder {
  networks['encoder'].trainable = false;
  return shareEncoder(networks);
}
