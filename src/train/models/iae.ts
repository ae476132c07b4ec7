import * as tf from '@tensorflow/tfjs';
import { namedParts, type Autoencoder, type Ingredients, type Parts, type Preset } from '../autoencoder.ts';
import { encoderView } from './average-face.ts';
import { Blocks, partSeed } from '../../nets/blocks.ts';
import { buildLightDecoder, buildLightEncoder, LATENT, lessAverages, lightTraining } from './light-nets.ts';

/** Numbers that the encoder hands on. */
const READ = 128;

/**
 * faceswap's IAE (`plugins/train/model/iae.py`), small enough for a laptop: one encoder and one decoder for all. Between them lie small
 * networks, one for each person and one for all; who is painted is only a matter of whose network the numbers go through.
 */
export const iae: Preset = {
  help: 'one encoder and one decoder for all, with a small network for each person between them',
  ...lightTraining,
  build,
  assemble,
};

function build({ identities, seed, averages }: Ingredients): Parts {
  const parts: Record<string, tf.LayersModel> = {
    ...lessAverages({ averages }),
    encoder: buildLightEncoder(partSeed(seed, 0), READ),
    decoder: buildLightDecoder(partSeed(seed, 1), 2 * LATENT),
    'inter-both': buildInter(partSeed(seed, 2)),
  };
  for (let k = 0; k < identities; k++) parts[`inter-${k}`] = buildInter(partSeed(seed, 3 + k));
  return parts;
}

/** [batch, 128] → [batch, 32] */
function buildInter(seed: number): tf.LayersModel {
  const lay = new Blocks(seed);
  const read = tf.input({ shape: [READ] });
  return tf.model({ inputs: read, outputs: lay.dense(lay.leaky(read), LATENT) });
}

function assemble(parts: Parts): Autoencoder {
  const { encoder, decoder, 'inter-both': both } = parts;
  const own = namedParts(parts, 'inter');
  const view = encoderView(parts);
  return {
    parts,
    encode: (crops, source) => encoder.apply(view(crops, source)) as tf.Tensor, // [batch, 128]
    decode: (read, target) => {
      const latent = tf.concat(
        [own[target], both].map((inter) => inter.apply(read) as tf.Tensor2D),
        1,
      ); // [batch, 64]
      return decoder.apply(latent) as tf.Tensor4D;
    },
  };
}
