import * as tf from '@tensorflow/tfjs';
import type { BatchSlice } from '../engine/parallel/batch-slices.ts';
import { Random } from '../faces/index.ts';
import { augment } from './augment/augment.ts';
import { faceAt, type FaceDataset } from './face-dataset.ts';
import { lossWeights } from './loss-weights.ts';
import type { TrainConfig } from './config.ts';
import type { Batch } from './training-step.ts';

const STREAM = 0x5000;
/** Streams that one person's images of a step are drawn from. */
const MOST_IMAGES = 1024;

/**
 * The faces of one person that a worker trains on in a step. Which they are and how they are varied follows from the recipe's seed,
 * the step, the person and the image's number alone: not from what came before, nor from how many workers there are.
 */
export function sampleBatch(set: FaceDataset, config: TrainConfig, step: number, slice: BatchSlice): Batch {
  const { side } = set;
  const { person: person, first, end } = slice;
  const count = end - first;
  const inputs = new Float32Array(count * side * side * 3);
  const targets = new Float32Array(count * side * side * 3);
  const weights = new Float32Array(count * side * side);
  for (let i = 0; i < count; i++) {
    const random = new Random(
      Math.imul(config.seed, 0x9e3779b1) + step,
      STREAM + person * MOST_IMAGES + first + i,
    );
    const face = faceAt(set, random.integer(set.count));
    const { input, target, mask } = augment(face, side, config.augment, random);
    inputs.set(input, i * input.length);
    targets.set(target, i * target.length);
    weights.set(lossWeights(mask, side, config), i * mask.length);
  }
  return {
    person,
    inputs: tf.tensor4d(inputs, [count, side, side, 3]),
    targets: tf.tensor4d(targets, [count, side, side, 3]),
    weights: tf.tensor4d(weights, [count, side, side, 1]),
    batchFraction: count / config.batch,
  };
}
