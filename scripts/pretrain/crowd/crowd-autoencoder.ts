import * as tf from '@tensorflow/tfjs';
import { fuse } from '../../../src/nets/fused-network.ts';

/** The networks that are pretrained on a crowd. */
export interface CrowdNetworks {
  readonly encoder: tf.LayersModel;
  /** A conditional decoder, which decodes anybody. */
  readonly decoder: tf.LayersModel;
  /** What the decoder is to be told of a person, from their mean face. */
  readonly adapter: tf.LayersModel;
}

/**
 * Reconstructs faces of many people. For a person whom a training without flips starts with, `lightweight` builds
 * networks that give the same pictures. (With flips it shows the encoder a symmetric mean face, which was not seen
 * here.)
 * @returns a function of crops and of the mean face of each crop's person, both [batch, 64, 64, 3], values 0 to
 * 1, to pictures of the same shape.
 */
export function crowdAutoencoder({ encoder, decoder, adapter }: CrowdNetworks) {
  const encode = fuse(encoder);
  return (crops: tf.Tensor4D, meanFaces: tf.Tensor4D): tf.Tensor4D => {
    const identities = tf.sub(meanFaces, 0.5);
    // As SubtractMeanFace shows them to the encoder.
    const latents = encode(tf.concat([tf.sub(crops, meanFaces), identities], 3)); // [batch, 32]
    const additions = adapter.apply(identities) as tf.Tensor[];
    return decoder.apply([latents, ...additions]) as tf.Tensor4D;
  };
}
