import * as tf from '@tensorflow/tfjs';
import type { ProvenPixels } from '../clips/proven-pixels.ts';
import { yieldToEventLoop } from '../engine/yield-to-event-loop.ts';
import { InputError, JanusError } from '../errors.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { Random } from '../faces/exact/random.ts';
import { fuse } from '../nets/fused-network.ts';
import { variablesOf } from '../nets/variables.ts';
import { cropBytes } from './crops.ts';
import { Detector } from './detector.ts';
import { buildDetector } from './detector-net.ts';
import { sampleBatch, type DetectorBatch } from './sample-batch.ts';

/** How a detector is trained, and on what. */
export interface DetectorTraining {
  /**
   * Crops as they were filmed, and crops with a swapped face: sets of [count, 64, 64, 3]. A set is what should
   * count as much as another, such as a clip, a person, or a way of blending.
   */
  readonly renders: readonly ProvenPixels[];
  readonly swaps: readonly ProvenPixels[];
  /** Of the initial weights and of the batches: a whole number, 0 or more. */
  readonly seed: number;
  /** How many; 0 leaves the initial weights as they are. */
  readonly steps: number;
  /** Crops in a step, half of them renders: an even number; 32 if left out. */
  readonly batch?: number;
  /** Adam's; 0.001 if left out. */
  readonly learningRate?: number;
  /** Called after each step. */
  readonly onProgress?: (progress: DetectorProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A step of a training, which has been taken. */
export interface DetectorProgress {
  /** From 1. */
  readonly step: number;
  /** The cross-entropy on the step's batch, in nats: log 2 = 0.69 is chance. */
  readonly loss: number;
  /** How much of the batch was told rightly, before the step: 0 to 1. */
  readonly accuracy: number;
}

/** A stream of random numbers of its own. */
const STREAM = 0xd000;
const EPSILON = 1e-7;

/**
 * Trains a detector on the backend in use, by binary cross-entropy and Adam (D. Kingma and J. Ba, "Adam: a
 * method for stochastic optimization", ICLR 2015). The same arguments give the same weights, to the last byte,
 * on the same backend.
 * @returns a detector that is the caller's to dispose of.
 * @throws InputError if crops are not proven, or a class or a set has none; RangeError for crops of another size
 * and for numbers out of range; JanusError if the loss is not finite; the signal's reason when aborted. Nothing
 * is left then.
 */
export async function trainDetector({
  renders,
  swaps,
  seed,
  steps,
  batch = 32,
  learningRate = 1e-3,
  onProgress,
  signal,
}: DetectorTraining): Promise<Detector> {
  expectSets('render', renders);
  expectSets('swap', swaps);
  expectNumbers(seed, steps, batch, learningRate);
  signal?.throwIfAborted();
  const random = new Random(seed, STREAM);
  const network = buildDetector(seed);
  const adam = tf.train.adam(learningRate, 0.9, 0.999, EPSILON);
  try {
    const takeStep = stepOf(network, adam);
    for (let step = 1; step <= steps; step++) {
      const measured = takeStep(sampleBatch(renders, swaps, batch, random)); // [2]
      const [loss, accuracy] = await measured.data<'float32'>();
      measured.dispose();
      expectFinite(loss, step);
      onProgress?.({ step, loss, accuracy });
      await yieldToEventLoop();
      signal?.throwIfAborted();
    }
    return new Detector(network);
  } catch (error) {
    network.dispose();
    throw error;
  } finally {
    adam.dispose();
  }
}

/** A step of a training: a function of a batch to its loss and its accuracy, [2]. */
function stepOf(network: tf.LayersModel, adam: tf.Optimizer): (batch: DetectorBatch) => tf.Tensor1D {
  const variables = variablesOf(network);
  const logitsOf = fuse(network);
  return ({ pictures, labels }) =>
    tf.tidy(() => {
      const count = labels.length;
      const crops = tf.tensor4d(pictures, [count, CROP_SIDE, CROP_SIDE, 3]); // [batch, 64, 64, 3]
      let accuracy!: tf.Scalar;
      const { value: loss, grads } = tf.variableGrads(() => {
        // Above 0 where the logit has the label's sign. [batch, 1]
        const margins = tf.mul(logitsOf(crops), tf.tensor2d(labels, [count, 1]));
        accuracy = tf.keep(tf.mean(tf.cast(tf.greater(margins, 0), 'float32')));
        // The cross-entropy of a label is −log σ(margin).
        return tf.mean<tf.Scalar>(tf.softplus(tf.neg(margins)));
      }, variables);
      adam.applyGradients(grads);
      const measured = tf.stack([loss, accuracy]) as tf.Tensor1D;
      accuracy.dispose();
      return measured;
    });
}

/** @throws InputError if there are no crops, or some are not proven; RangeError if they are of another size. */
function expectSets(what: 'render' | 'swap', sets: readonly ProvenPixels[]): void {
  for (const set of sets) cropBytes(set);
  const empty = sets.findIndex(({ count }) => count === 0);
  if (sets.length > 0 && empty < 0) return;
  throw new InputError(
    sets.length === 0 ? `There are no ${what}s to learn from.` : `Set ${empty} of the ${what}s has no crops.`,
    'A detector learns from renders and from swaps: give it some of both.',
  );
}

/** @throws RangeError if one of them is out of range. */
function expectNumbers(seed: number, steps: number, batch: number, learningRate: number): void {
  const refuse = (what: string, expected: string) => new RangeError(`${what}: expected ${expected}.`);
  if (!(Number.isInteger(seed) && seed >= 0))
    throw refuse(`The seed is ${seed}`, 'a whole number, 0 or more');
  if (!(Number.isInteger(steps) && steps >= 0)) throw refuse(`${steps} steps`, 'a whole number, 0 or more');
  if (!(Number.isInteger(batch / 2) && batch > 0))
    throw refuse(`A batch of ${batch}`, 'an even number, 2 or more');
  if (!(learningRate > 0 && learningRate < Infinity))
    throw refuse(`The learning rate is ${learningRate}`, 'a number above 0');
}

/** @throws JanusError if the loss is not finite. */
function expectFinite(loss: number, step: number): void {
  if (Number.isFinite(loss)) return;
  throw new JanusError(
    `The training of the detector has diverged: at step ${step} the loss is ${loss}.`,
    'Train anew with a lower learning rate, such as half of it.',
  );
}
