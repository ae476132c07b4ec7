import * as tf from '@tensorflow/tfjs';
import {
  connectNetworks,
  numberedNetworks,
  type Autoencoder,
  type BuildOptions,
  type Networks,
  type Preset,
} from '../autoencoder.ts';
import { buildDecoder } from './conditional-decoder.ts';
import { encoderView } from './mean-face.ts';
import { CROP_SIDE } from '../../extract/crop.ts';
import { fuse } from '../../nets/fused-network.ts';
import { LayerBuilder, networkSeed } from '../../nets/layer-builder.ts';
import { buildLightEncoder, LATENT, LIGHT_DECODER, subtractMeanFaces, lightTraining } from './light-nets.ts';

/** Size of the encoder's output. */
const FEATURES = 128;

/**
 * faceswap's IAE (`plugins/train/model/iae.py`), small enough for a laptop: one encoder and one decoder for
 * all people. Between them are small intermediate networks, one for each person and one shared; which
 * person's the features go through decides who is decoded.
 */
export const iae: Preset = {
  help: 'one encoder and one decoder for all, with a small network for each person between them',
  size: { shared: 1_313_455, perPerson: 28_704, imageBytes: 4e6 },
  ...lightTraining,
  build,
  connect,
};

function build(options: BuildOptions): Networks {
  const { people, seed } = options;
  const networks: Record<string, tf.LayersModel> = {
    ...subtractMeanFaces(options),
    encoder: buildLightEncoder(networkSeed(seed, 0), { latent: FEATURES }),
    decoder: buildDecoder(networkSeed(seed, 1), { ...LIGHT_DECODER, latent: 2 * LATENT }),
    'inter-both': buildInter(networkSeed(seed, 2)),
  };
  for (let k = 0; k < people; k++) networks[`inter-${k}`] = buildInter(networkSeed(seed, 3 + k));
  return networks;
}

/** [batch, 128] → [batch, 32] */
function buildInter(seed: number): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const features = tf.input({ shape: [FEATURES] });
  return tf.model({ inputs: features, outputs: nn.dense(nn.leakyRelu(features), LATENT) });
}

function connect(networks: Networks): Autoencoder {
  const [encoder, decoder, both] = ['encoder', 'decoder', 'inter-both'].map((name) => fuse(networks[name]));
  const own = numberedNetworks(networks, 'inter').map(fuse);
  const view = encoderView(networks);
  return connectNetworks(networks, {
    side: CROP_SIDE,
    encode: (crops, source) => encoder(view(crops, source)), // [batch, 128]
    decode: (features, target) => {
      const latent = tf.concat(
        [own[target], both].map((inter) => inter(features) as tf.Tensor2D),
        1,
      ); // [batch, 64]
      return decoder(latent) as tf.Tensor4D;
    },
  });
}
