import * as tf from '@tensorflow/tfjs';
import {
  numberedNetworks,
  type Autoencoder,
  type BuildOptions,
  type Networks,
  type Preset,
} from '../autoencoder.ts';
import { encoderView } from './mean-face.ts';
import { LayerBuilder, partSeed } from '../../nets/layer-builder.ts';
import {
  buildLightDecoder,
  buildLightEncoder,
  LATENT,
  subtractMeanFaces,
  lightTraining,
} from './light-nets.ts';

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
  connect,
};

function build({ people, seed, meanFaces }: BuildOptions): Networks {
  const networks: Record<string, tf.LayersModel> = {
    ...subtractMeanFaces({ meanFaces }),
    encoder: buildLightEncoder(partSeed(seed, 0), READ),
    decoder: buildLightDecoder(partSeed(seed, 1), 2 * LATENT),
    'inter-both': buildInter(partSeed(seed, 2)),
  };
  for (let k = 0; k < people; k++) networks[`inter-${k}`] = buildInter(partSeed(seed, 3 + k));
  return networks;
}

/** [batch, 128] → [batch, 32] */
function buildInter(seed: number): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const read = tf.input({ shape: [READ] });
  return tf.model({ inputs: read, outputs: nn.dense(nn.leakyRelu(read), LATENT) });
}

function connect(networks: Networks): Autoencoder {
  const { encoder, decoder, 'inter-both': both } = networks;
  const own = numberedNetworks(networks, 'inter');
  const view = encoderView(networks);
  return {
    networks,
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
