import * as tf from '@tensorflow/tfjs';
import { variablesOf } from '../nets/variables.ts';
import { numberedNetworks, type Networks } from './autoencoder.ts';

/**
 * Gives each person the weights of the next one's decoder, and the last person those of the first one's. What
 * a decoder knows of faces in general is of use to the other person; what it knows of its own person must be
 * learned anew. faceswap-GAN does so late in a training, and claims that it removes artifacts of extreme
 * expressions. Where one decoder decodes all people, nothing changes.
 */
export function exchangeDecoders(networks: Networks): void {
  const decoders = numberedNetworks(networks, 'decoder').map(variablesOf);
  const values = decoders.map((variables) => variables.map((variable) => variable.clone()));
  decoders.forEach((variables, person) => {
    const next = values[(person + 1) % decoders.length];
    variables.forEach((variable, i) => {
      variable.assign(next[i]);
    });
  });
  tf.dispose(values);
}
