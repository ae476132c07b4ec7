import type * as tf from '@tensorflow/tfjs';
import { connectNetworks, numberedNetworks, type Autoencoder, type Networks } from '../autoencoder.ts';
import { encoderView } from './mean-face.ts';

/**
 * The classic face swap: one shared encoder, and a decoder for each person.
 * @param frozen networks that training does not change.
 */
export function shareEncoder(networks: Networks, frozen: readonly string[] = []): Autoencoder {
  const { encoder } = networks;
  const decoders = numberedNetworks(networks, 'decoder');
  const view = encoderView(networks);
  return connectNetworks(networks, {
    frozen,
    encode: (crops, source) => encoder.apply(view(crops, source)) as tf.Tensor, // [batch, …]
    decode: (latent, target) => decoders[target].apply(latent) as tf.Tensor4D, // [batch, 64, 64, 3]
  });
}
