import * as tf from '@tensorflow/tfjs';
import { pixelsOf, provenPixels, type ProvenPixels } from '../../clips/proven-pixels.ts';
import { expectLength } from '../../convert/expect-length.ts';
import { runNetwork } from './run-network.ts';

/** Keeps the length of no features above 0. */
const EPSILON = 1e-10;

/**
 * The distance of two faces in the features of a frozen network: R. Zhang et al., "The unreasonable
 * effectiveness of deep features as a perceptual metric", CVPR 2018, equation 1, with all channels weighted
 * alike. Features are the activations after each convolution, normalised to unit length over the channels at
 * each place. The distance is the squared length of their difference, as a mean over places and layers.
 *
 * A training whose loss is such a distance learns to please the network, so it should be scored by another
 * one. The identity probe (`buildIdentityProbe`) had no part in any training.
 */
export class FeatureDistance {
  readonly #network: tf.LayersModel;
  /** Names of the activations. */
  readonly #features: readonly string[];

  /**
   * @param network [batch, 64, 64, 3] → any, whose convolutions are each followed by a leaky ReLU. It stays
   * its owner's to dispose of.
   * @throws RangeError if it has no such layers.
   */
  constructor(network: tf.LayersModel) {
    this.#network = network;
    this.#features = network.layers
      .filter((layer) => layer.getClassName() === 'LeakyReLU')
      .map(({ output }) => output as tf.SymbolicTensor)
      .filter(({ rank }) => rank === 4)
      .map(({ name }) => name);
    if (this.#features.length === 0)
      throw new RangeError('The network has no convolution with a leaky ReLU.');
  }

  /**
   * The distance of each swap from its key, in the inner face: around that, the network sees the key's pixels
   * in both, since a swap does not change them.
   * @param swap and @param key [count, 64, 64, 3]. @param masks [count, 64, 64] bytes: the key's inner faces.
   * @returns for each pair 0, if the faces are equal, to 4, if their features are opposite everywhere.
   * @throws InputError if the crops are not proven; RangeError if they are of another size, or not as many.
   */
  async between(swap: ProvenPixels, key: ProvenPixels, masks: Uint8Array): Promise<number[]> {
    const faces = innerFaceOf(swap, key, masks);
    const rows = await runNetwork([faces, key], (a, b) => this.#distance(a, b));
    return rows.map(([distance]) => distance);
  }

  /** [batch, 64, 64, 3] each → [batch, 1] */
  #distance(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor2D {
    const [first, second] = [this.#featuresOf(a), this.#featuresOf(b)];
    const layers = first.map((features, i) => {
      const squared = tf.squaredDifference(features, second[i]); // [batch, height, width, channels]
      return tf.mean<tf.Tensor1D>(tf.sum(squared, 3), [1, 2]); // [batch]
    });
    return tf.mean<tf.Tensor2D>(tf.stack(layers, 1), 1, true);
  }

  /** [batch, 64, 64, 3] → of each layer [batch, height, width, channels], of unit length over the channels */
  #featuresOf(pictures: tf.Tensor4D): tf.Tensor4D[] {
    const features = this.#network.execute(pictures, [...this.#features]) as tf.Tensor4D[];
    return features.map((each) => {
      const lengths = tf.sqrt(tf.sum(tf.square(each), 3, true)); // [batch, height, width, 1]
      return tf.div(each, tf.add(lengths, EPSILON));
    });
  }
}

/** The swaps' inner faces before the keys' backgrounds. @throws RangeError if there are not as many. */
function innerFaceOf(swap: ProvenPixels, key: ProvenPixels, masks: Uint8Array): ProvenPixels {
  const [face, around] = [pixelsOf(swap), pixelsOf(key)];
  expectLength('array of masks', masks, around.length / 3);
  expectLength('swap', face, around.length);
  const pixels = around.slice();
  masks.forEach((mask, pixel) => {
    const part = mask / 255;
    for (let i = 3 * pixel; i < 3 * pixel + 3; i++) {
      pixels[i] = Math.round(part * face[i] + (1 - part) * around[i]);
    }
  });
  return provenPixels(pixels, swap.width, swap.height, swap.count);
}
