import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { namedParts, type Autoencoder, type Ingredients, type Parts, type Preset } from '../autoencoder.ts';
import { BesideAverage } from './beside-average.ts';
import { buildDecoder, DECODER_WIDTHS } from './classroom-nets.ts';

/**
 * What two minutes on two cores can do. One encoder reads any face into 28 numbers, what it does and how it is lit, and nothing of
 * who it is: it was pretrained on people of many kinds, all rendered, and stays as it is, since training it on two people would
 * teach it to tell them apart. Each decoder begins as one that paints anyone, told by the average face whom to paint, and is
 * trained on that person.
 */
export const classroom: Preset = {
  help: 'made for two minutes on a laptop: a pretrained encoder that stays as it is, decoders that begin as anyone',
  batch: 8,
  learningRate: 7e-4,
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
export function knownEncoder(
  { encoder }: Parts,
  averages: Ingredients['averages'],
): Record<string, tf.LayersModel> {
  const parts: Record<string, tf.LayersModel> = { encoder };
  averages.forEach((average, k) => {
    const crops = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 3] });
    const beside = new BesideAverage({}).apply(crops) as tf.SymbolicTensor;
    const model = tf.model({ inputs: crops, outputs: beside });
    tf.tidy(() => {
      model.setWeights([tensorOf(average)]);
    });
    parts[`average-${k}`] = model;
  });
  return parts;
}

/** An average face: [64, 64, 3], values 0 to 1. */
const tensorOf = (average: Float32Array): tf.Tensor3D =>
  tf.div(tf.tensor3d(average, [CROP_SIDE, CROP_SIDE, 3]), 255);

/** A decoder of anyone, made one of the person who looks like this: what the likeness adds to its layers, their biases take in. */
function decoderOf(average: Float32Array, { decoder, likeness }: Parts): tf.LayersModel {
  const own = buildDecoder(0);
  tf.tidy(() => {
    const additions = likeness.predict(tf.sub(tensorOf(average).expandDims(0), 0.5)) as tf.Tensor[];
    // A kernel and a bias for each layer; the last layer is nobody's in particular.
    const weights = decoder.getWeights().map((weight, i) => {
      const layer = (i - 1) / 2;
      return layer in DECODER_WIDTHS ? tf.add(weight, additions[layer].flatten()) : weight;
    });
    own.setWeights(weights);
  });
  return own;
}

/** The encoder stays as it is. */
export function assemble(parts: Parts): Autoencoder {
  const averages = namedParts(parts, 'average');
  const decoders = namedParts(parts, 'decoder');
  const { encoder } = parts;
  encoder.trainable = false;
  return {
    parts,
    encode: (crops, source) => encoder.apply(averages[source].apply(crops)) as tf.Tensor2D, // [batch, 28]
    decode: (code, target) => decoders[target].apply(code) as tf.Tensor4D, // [batch, 64, 64, 3]
  };
}
