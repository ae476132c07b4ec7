import * as tf from '@tensorflow/tfjs';
import type { Autoencoder } from './autoencoder.ts';

/** Some faces of one person, made ready for a step. */
export interface Batch {
  /** Whose, by number. */
  readonly person: number;
  /** What the encoder sees: [batch, 64, 64, 3], values 0 to 1. */
  readonly inputs: tf.Tensor4D;
  /** What the decoder should paint: [batch, 64, 64, 3], values 0 to 1. */
  readonly targets: tf.Tensor4D;
  /** What each pixel counts: [batch, 64, 64, 1]. */
  readonly weights: tf.Tensor4D;
  /** How much of the person's batch these are, above 0 and up to 1: the rest is another worker's. */
  readonly batchFraction: number;
}

/** How far a painted picture is from what it should be: a scalar. */
export type Loss = (reconstruction: tf.Tensor4D, targets: tf.Tensor4D, weights: tf.Tensor4D) => tf.Scalar;

/**
 * One step of training, up to the weights' gradients: every person's faces go through the encoder, and then through that person's own
 * decoder, which should paint what went in. Nobody is swapped here. A swap is what comes of it: the decoders learn to paint from
 * the same kind of latent, so that either can paint from the other's.
 *
 * @param variables what is trained.
 * @returns the loss of each person's faces, and the gradients of their sum by the variables' names. All are the caller's.
 */
export function trainingStep(
  model: Autoencoder,
  variables: tf.Variable[],
  loss: Loss,
  batches: readonly Batch[],
): { losses: tf.Scalar[]; gradients: tf.NamedTensorMap } {
  const losses: tf.Scalar[] = [];

  const { value, grads } = tf.variableGrads(() => {
    for (const { person, inputs, targets, weights, batchFraction } of batches) {
      const latent = model.encode(inputs, person); // [batch, …] what the face does, by the encoder that all share
      const reconstruction = model.decode(latent, person); // [batch, 64, 64, 3] by this person's own decoder
      const error = loss(reconstruction, targets, weights); // []
      losses.push(tf.keep(tf.mul(error, batchFraction))); // []
    }
    return tf.addN(losses).asScalar(); // []
  }, variables);

  value.dispose();
  return { losses, gradients: grads };
}
