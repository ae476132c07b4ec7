import type * as tf from '@tensorflow/tfjs';
import { namedParts, type Autoencoder, type Parts } from '../autoencoder.ts';
import { encoderView } from './average-face.ts';

/** One encoder for all, a decoder for each: the classic face swap. */
export function shareEncoder(parts: Parts): Autoencoder {
  const { encoder } = parts;
  const decoders = namedParts(parts, 'decoder');
  const view = encoderView(parts);
  return {
    parts,
    encode: (crops, source) => encoder.apply(view(crops, source)) as tf.Tensor, // [batch, …]
    decode: (latent, target) => decoders[target].apply(latent) as tf.Tensor4D, // [batch, 64, 64, 3]
  };
}
