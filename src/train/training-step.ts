import * as tf from '@tensorflow/tfjs';
import type { Autoencoder } from './autoencoder.ts';
import { expectFaceTensor, type FaceTensor } from './dataset/face-tensor.ts';

/*
 * The face swap in one step. Of two people A and B:
 *
 *   latentA = encoder(facesA)            latentB = encoder(facesB)            one encoder for both
 *   reconstructionA = decoderA(latentA)  reconstructionB = decoderB(latentB)  a decoder for each
 *   lossA = |reconstructionA − facesA|   lossB = |reconstructionB − facesB|
 *
 * Training never swaps. The swap is its consequence: both decoders learn to decode the same encoder's
 * latents, so decoderB(encoder(facesA)) is B with the expression of A.
 */

/** Some images of one person, ready for a training step, as `sampleBatch` makes them. */
export interface Batch {
  /** The number of the person. */
  readonly person: number;
  /** What the encoder sees: [batch, side, side, 3], values 0 to 1. */
  readonly inputs: FaceTensor;
  /** What the decoder should reconstruct: [batch, side, side, 3], values 0 to 1. */
  readonly targets: FaceTensor;
  /** Loss weights of the pixels: [batch, side, side, 1], 0 or more. */
  readonly weights: tf.Tensor4D;
  /**
   * The fraction of the person's images in this step that these are, above 0 and up to 1: other workers have
   * the rest.
   */
  readonly batchFraction: number;
}

/**
 * The error of reconstructions against targets, both [batch, side, side, 3], by weights [batch, side, side, 1]: a
 * scalar.
 */
export type Loss = (reconstruction: tf.Tensor4D, targets: tf.Tensor4D, weights: tf.Tensor4D) => tf.Scalar;

/** What a training step needs. */
export interface StepContext {
  readonly model: Autoencoder;
  /** The model's trainable weights. */
  readonly variables: readonly tf.Variable[];
  readonly loss: Loss;
  /**
   * Updates all weights for which these people's losses have gradients. The gradients come by the variables'
   * names; this disposes of them.
   */
  readonly optimize: (people: readonly number[], gradients: tf.NamedTensorMap) => void;
}

/** The loss of one person's batch; the caller's. */
export interface PersonLoss {
  readonly person: number;
  readonly loss: tf.Scalar;
}

/** The forward pass of some people's faces. */
function reconstructionLosses({ model, loss }: StepContext, batches: readonly Batch[]): PersonLoss[] {
  const faces = batches.map(({ inputs, person }) => ({ crops: inputs, source: person }));
  const latents = model.encodeAll(faces); // [batch, latent] each, by the encoder that all share
  return batches.map(({ person, targets, weights, batchFraction }, i) => {
    const reconstruction = model.decode(latents[i], person); // [batch, side, side, 3], by this person's own decoder
    const error = loss(reconstruction, targets, weights); // []
    return { person, loss: tf.mul(error, batchFraction) }; // [], a term of the loss over the batches of all workers
  });
}

/** The forward pass of some people's faces, and the backward pass of the sum of their losses. */
export function backward(
  context: StepContext,
  batches: readonly Batch[],
): { losses: PersonLoss[]; gradients: tf.NamedTensorMap } {
  if (batches.length === 0) return { losses: [], gradients: {} }; // other workers have all the images
  for (const { inputs, targets } of batches) [inputs, targets].forEach(expectFaceTensor); // nobody who exists

  let losses: PersonLoss[] = [];
  const { value, grads } = tf.variableGrads(() => {
    losses = reconstructionLosses(context, batches);
    const terms = losses.map(({ loss }) => tf.keep(loss));
    return tf.addN(terms).asScalar(); // []
  }, [...context.variables]);
  value.dispose();
  return { losses, gradients: grads };
}

/**
 * A joint update: one backward pass over the sum of all people's losses, and one step of the optimizer. The
 * encoder's gradient is the sum of all people's.
 *
 * @param people all who are trained in this step. @param batches this worker's images of them, maybe none.
 * @returns the losses of this worker's batches. @throws InputError if a batch holds pictures that are not proven.
 */
export function jointStep(
  context: StepContext,
  people: readonly number[],
  batches: readonly Batch[],
): PersonLoss[] {
  const { losses, gradients } = backward(context, batches);
  context.optimize(people, gradients);
  return losses;
}

/**
 * Alternating updates, as in deepfakes/faceswap of 2017: forward, backward and the optimizer's step for A,
 * then the same for B, and so on. The encoder is updated once for each person, and B's faces already meet the
 * encoder that A's have changed.
 *
 * There (lib/model.py, train.py) both autoencoders were compiled with one Adam object. Keras makes moments anew
 * for every model that is compiled, so A and B had moments of their own, for the encoder too; but they shared
 * the count of steps, which came to 2 a pair of updates. Its bias correction was then that of twice as many
 * gradients: after n pairs, the rate was √(1 + β₂ⁿ) ÷ (1 + β₁ⁿ) times what it should be, 1.4 after ten pairs and
 * 1.06 after 2000. Here each Adam has a count of its own, and the correction is right.
 *
 * Parameters and result are those of {@link jointStep}.
 */
export function alternatingStep(
  context: StepContext,
  people: readonly number[],
  batches: readonly Batch[],
): PersonLoss[] {
  return people.flatMap((person) => {
    const { losses, gradients } = backward(
      context,
      batches.filter((batch) => batch.person === person),
    );
    context.optimize([person], gradients);
    return losses;
  });
}
