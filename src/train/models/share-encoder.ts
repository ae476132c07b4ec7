import type * as tf from '@tensorflow/tfjs';
import { namedParts, type Autoencoder, type Parts } from '../autoencoder.ts';

/** One encoder for all, a decoder for each: the classic face swap. */
export function shareEncoder(parts: Parts): Autoencoder {
  const { encoder } = parts;
  const decoders = namedParts(parts, 'decoder');
  return {
    parts,
    encode: (crops) => encoder.apply(crops) as tf.Tensor,
    decode: (latent, target) => decoders[target].apply(latent) as tf.Tensor4D,
  };
}
