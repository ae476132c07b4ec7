import * as tf from '@tensorflow/tfjs';
import type { Adversary } from './adversary/adversary.ts';
import type { Autoencoder, Painted } from './autoencoder.ts';
import { expectFaceTensor, type FaceTensor } from './dataset/face-tensor.ts';
import type { Objective, Terms } from './objective.ts';

/*
 * The face swap in one step. Of two people A and B:
 *
 *   latentA = encoder(facesA)            latentB = encoder(facesB)            one encoder for both
 *   reconstructionA = decoderA(latentA)  reconstructionB = decoderB(latentB)  a decoder for each
 *   lossA = |reconstructionA − facesA|   lossB = |reconstructionB − facesB|
 *
 * Training never swaps. The swap is its consequence: both decoders learn to decode the same encoder's
 * latents, so decoderB(encoder(facesA)) is B with the expression of A.
 *
 * With an adversary, a step has a second half. A discriminator of each person learns to tell the
 * reconstructions from the faces:
 *
 *   lossA += weight · |discriminatorA(reconstructionA) − true|²               be taken for true
 *   discriminatorA makes |discriminatorA(facesA) − true|² + |discriminatorA(reconstructionA) − decoded|² smaller
 *
 * Each half changes its own weights alone, and both halves go by the weights before the step.
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
   * How much of each pixel an adversary sees: all of the inner face, and of the background what the loss sees
   * of it. [batch, side, side, 1], 0 to 1.
   */
  readonly seen: tf.Tensor4D;
  /** How much of the true faces is in what the discriminator of a `mixup` is shown in this step, 0 to 1. */
  readonly share: number;
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
  /** The trainable weights of encoder and decoders. */
  readonly variables: readonly tf.Variable[];
  readonly objective: Objective;
  /** The discriminators, if there are any. */
  readonly adversary?: Adversary | undefined;
  /**
   * Updates all weights for which these people's losses have gradients. The gradients come by the variables'
   * names; this disposes of them.
   */
  readonly optimize: (people: readonly number[], gradients: tf.NamedTensorMap) => void;
}

/** The terms of the loss of one person's batch; the caller's. */
export interface PersonLoss {
  readonly person: number;
  readonly terms: Terms;
}

/** The forward pass of some people's faces, and the backward pass of the sum of their losses. */
export function backward(
  context: StepContext,
  batches: readonly Batch[],
): { losses: PersonLoss[]; gradients: tf.NamedTensorMap } {
  if (batches.length === 0) return { losses: [], gradients: {} }; // other workers have all the images
  for (const { inputs, targets } of batches) [inputs, targets].forEach(expectFaceTensor); // nobody who exists

  const painted: Painted[] = [];
  try {
    const generator = generatorHalf(context, batches, painted);
    if (!context.adversary) return generator;
    const discriminators = discriminatorHalf(context.adversary, batches, painted);
    return {
      losses: generator.losses.map(({ person, terms }, i) => ({
        person,
        terms: { ...terms, discriminator: discriminators.losses[i] },
      })),
      gradients: { ...generator.gradients, ...discriminators.gradients },
    };
  } finally {
    tf.dispose(painted.map(({ colours, alpha }) => [colours, alpha]));
  }
}

/**
 * The half of encoder and decoders, which a GAN calls its generator.
 * @param painted is given what the decoders paint of each batch, to be disposed of.
 */
function generatorHalf(
  { model, variables, objective, adversary }: StepContext,
  batches: readonly Batch[],
  painted: Painted[],
): { losses: PersonLoss[]; gradients: tf.NamedTensorMap } {
  let losses: PersonLoss[] = [];
  const { value, grads } = tf.variableGrads(() => {
    const faces = batches.map(({ inputs, person }) => ({ crops: inputs, source: person }));
    const latents = model.encodeAll(faces); // [batch, latent] each, by the encoder that all share
    losses = batches.map((batch, i) => {
      const { person, batchFraction } = batch;
      const reconstruction = model.paint(latents[i], person); // [batch, side, side, 3], by their own decoder
      if (adversary) painted.push(kept(reconstruction));
      return { person, terms: partOf(objective(reconstruction, batch), batchFraction) };
    });
    return tf.addN(losses.flatMap(({ terms }) => Object.values(terms))).asScalar(); // []
  }, [...variables]);
  value.dispose();
  return { losses, gradients: grads };
}

/** The half of the discriminators, which are shown what the other half has painted. */
function discriminatorHalf(
  adversary: Adversary,
  batches: readonly Batch[],
  painted: readonly Painted[],
): { losses: tf.Scalar[]; gradients: tf.NamedTensorMap } {
  let losses: tf.Scalar[] = [];
  const { value, grads } = tf.variableGrads(() => {
    losses = batches.map((batch, i) =>
      tf.keep(tf.mul(adversary.discriminatorLoss(painted[i], batch), batch.batchFraction)),
    );
    return tf.addN(losses).asScalar(); // []
  }, [...adversary.variables]);
  value.dispose();
  return { losses, gradients: grads };
}

/** What a batch's terms are of those over the batches of all workers; kept beyond the forward pass. */
const partOf = (terms: Terms, batchFraction: number): Terms =>
  Object.fromEntries(
    Object.entries(terms).map(([name, term]) => [name, tf.keep(tf.mul(term, batchFraction))]), // []
  );

/** What a decoder has painted, kept beyond the forward pass. */
const kept = ({ colours, alpha }: Painted): Painted => ({
  colours: tf.keep(colours),
  ...(alpha && { alpha: tf.keep(alpha) }),
});

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
