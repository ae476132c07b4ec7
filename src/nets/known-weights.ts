import type * as tf from '@tensorflow/tfjs';
import { SelfAttention } from './self-attention.ts';

/**
 * Gives a network the weights of one that lacks its layers of self-attention, and is the same otherwise.
 * These keep their own weights.
 * @param weights in the order of the layers, as `getWeights` gives them; they stay the caller's.
 */
export function setKnownWeights(network: tf.LayersModel, weights: readonly tf.Tensor[]): void {
  let next = 0;
  for (const layer of network.layers) {
    if (layer instanceof SelfAttention) continue;
    const { length } = layer.weights;
    if (length > 0) layer.setWeights(weights.slice(next, next + length));
    next += length;
  }
}
