import * as tf from '@tensorflow/tfjs';
import type { Autoencoder, Ingredients, Parts, Preset } from '../autoencoder.ts';
import { averageParts, averageTensor, BesideAverage } from './average-face.ts';
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
  augment: { warp: false, flip: true, placement: false, colourJitter: false },
  outside: 0.1,
  pretrained: ['encoder', 'decoder', 'likeness'],
  build,
  assemble,
};

function build({ identities, averages, pretrained }: Ingredients): Parts {
  const parts = knownEncoder(pretrained, averages);
  for (let k = 0; k < identities; k++) {
    parts[`decoder-${k}`] = decoderOf(averages[k], pretrained);
  }
  return parts;
}

/** The pretrained encoder, and the average faces that are laid beside what it sees. */
export const knownEncoder = (
  { encoder }: Parts,
  averages: Ingredients['averages'],
): Record<string, tf.LayersModel> => ({
  encoder,
  ...averageParts(averages, () => new BesideAverage({})),
});

/** A decoder of anyone, made one of the person who looks like this: what the likeness adds to its layers, their biases take in. */
function decoderOf(average: Float32Array, { decoder, likeness }: Parts): tf.LayersModel {
  const own = buildDecoder(0);
  tf.tidy(() => {
    const additions = likeness.predict(tf.sub(averageTensor(average).expandDims(0), 0.5)) as tf.Tensor[];
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
export function assemble(parts: Parts): Autoencoder {
  parts['encoder'].trainable = false;
  return shareEncoder(parts);
}
