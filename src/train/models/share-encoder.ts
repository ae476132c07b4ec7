import type * as tf from '@tensorflow/tfjs';
import { numberedNetworks, type Autoencoder, type Networks } from '../autoencoder.ts';
import { encoderView } from './mean-face.ts';

/** One encoder for all, a decoder for each: the classic face swap. */
export function shareEncoder(networks: Networks): Autoencoder {
  const { encoder } = networks;
  const decoders = numberedNetworks(networks, 'decoder');
  const view = encoderView(networks);
  return {
    networks: networks,
    encode: (crops, source) => encoder.apply(view(crops, source)) as tf.Tensor, // [batch, …]
    decode: (latent, target) => decoders[target].apply(latent) as tf.Tensor4D, // [batch, 64, 64, 3]
  };
}
