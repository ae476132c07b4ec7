import * as tf from '@tensorflow/tfjs';
import { connectNetworks, numberedNetworks, type Autoencoder, type Networks } from '../autoencoder.ts';
import { fuse } from '../../nets/fused-network.ts';
import { stopGradient } from '../../nets/stop-gradient.ts';
import { encoderView } from './mean-face.ts';

/**
 * The classic face swap: one shared encoder, and a decoder for each person.
 * @param frozen networks that training does not change.
 */
export function shareEncoder(networks: Networks, frozen: readonly string[] = []): Autoencoder {
  const fused = fuse(networks['encoder']);
  const encoder = frozen.includes('encoder') ? stopGradient(fused) : fused;
  const decoders = numberedNetworks(networks, 'decoder').map(fuse);
  const view = encoderView(networks);
  return connectNetworks(networks, {
    side: sideOf(networks['encoder']),
    frozen,
    encode: (crops, source) => encoder(view(crops, source)), // [batch, …]
    encodeAll: (faces) => {
      const views = faces.map(({ crops, source }) => view(crops, source));
      if (views.length === 1) return [encoder(views[0])];
      const latents = encoder(tf.concat(views)); // [sum of batches, …]
      return tf.split(
        latents,
        views.map(({ shape }) => shape[0]),
      );
    },
    decode: (latent, target) => decoders[target](latent) as tf.Tensor4D, // [batch, side, side, 3]
  });
}

/** Pixels a side of the faces that an encoder takes. */
const sideOf = ({ inputs: [{ shape }] }: tf.LayersModel): number => shape[1]!;
