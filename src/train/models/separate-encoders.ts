import type * as tf from '@tensorflow/tfjs';
import { namedParts, type Autoencoder, type Ingredients, type Parts, type Preset } from '../autoencoder.ts';
import { encoderView } from './average-face.ts';
import { partSeed } from '../../nets/blocks.ts';
import { buildLightDecoder, buildLightEncoder, lessAverages, lightTraining } from './light-nets.ts';

/**
 * What happens without sharing: an encoder for each person. Each pair learns to paint its own person as well as ever, and no decoder
 * can make anything of what another's encoder says.
 */
export const separateEncoders: Preset = {
  help: 'an encoder for each person, to see why sharing one matters: it cannot swap',
  ...lightTraining,
  build,
  assemble,
};

function build({ identities, seed, averages }: Ingredients): Parts {
  const parts: Record<string, tf.LayersModel> = { ...lessAverages({ averages }) };
  for (let k = 0; k < identities; k++) {
    parts[`encoder-${k}`] = buildLightEncoder(partSeed(seed, 2 * k));
    parts[`decoder-${k}`] = buildLightDecoder(partSeed(seed, 2 * k + 1));
  }
  return parts;
}

function assemble(parts: Parts): Autoencoder {
  const encoders = namedParts(parts, 'encoder');
  const decoders = namedParts(parts, 'decoder');
  const view = encoderView(parts);
  return {
    parts,
    encode: (crops, source) => encoders[source].apply(view(crops, source)) as tf.Tensor,
    decode: (latent, target) => decoders[target].apply(latent) as tf.Tensor4D,
  };
}
