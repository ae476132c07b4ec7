import type * as tf from '@tensorflow/tfjs';
import {
  connectNetworks,
  numberedNetworks,
  type Autoencoder,
  type BuildOptions,
  type Networks,
  type Preset,
} from '../autoencoder.ts';
import { encoderView } from './mean-face.ts';
import { fuse } from '../../nets/fused-network.ts';
import { networkSeed } from '../../nets/layer-builder.ts';
import { buildLightDecoder, buildLightEncoder, subtractMeanFaces, lightTraining } from './light-nets.ts';

/**
 * An ablation: an encoder for each person. Each encoder and decoder reconstruct their own person as well as
 * before, but no decoder can use the latents of another person's encoder.
 */
export const separateEncoders: Preset = {
  help: 'an encoder for each person, to see why sharing one matters: it cannot swap',
  size: { shared: 0, perPerson: 1_057_575, imageBytes: 4e6 },
  ...lightTraining,
  build,
  connect,
};

function build(options: BuildOptions): Networks {
  const { people, seed } = options;
  const networks: Record<string, tf.LayersModel> = { ...subtractMeanFaces(options) };
  for (let k = 0; k < people; k++) {
    networks[`encoder-${k}`] = buildLightEncoder(networkSeed(seed, 2 * k));
    networks[`decoder-${k}`] = buildLightDecoder(networkSeed(seed, 2 * k + 1));
  }
  return networks;
}

function connect(networks: Networks): Autoencoder {
  const encoders = numberedNetworks(networks, 'encoder').map(fuse);
  const decoders = numberedNetworks(networks, 'decoder').map(fuse);
  const view = encoderView(networks);
  return connectNetworks(networks, {
    encode: (crops, source) => encoders[source](view(crops, source)),
    decode: (latent, target) => decoders[target](latent) as tf.Tensor4D,
  });
}
