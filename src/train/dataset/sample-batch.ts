import * as tf from '@tensorflow/tfjs';
import { splitBatch, type BatchSlice } from '../../engine/parallel/batch-slices.ts';
import { InputError } from '../../errors.ts';
import { Random } from '../../faces/index.ts';
import type { Update } from '../config/names.ts';
import { randomShare } from '../adversary/mixing-share.ts';
import { augment } from '../augment/augment.ts';
import { expectDataset, faceAt, type FaceDataset } from './face-dataset.ts';
import { lossWeights } from '../loss/loss-weights.ts';
import type { StepConfig } from '../config/config.ts';
import { faceTensor } from './face-tensor.ts';
import type { Batch } from '../training-step.ts';

/** The largest batch: each of a person's images in a step has a random stream of its own. */
export const MAX_BATCH = 1024;
/** The first of these streams. */
const STREAM = 0x5000;
/** The first of the streams of what all of a person's images in a step share. */
const SHARED_STREAM = 0x4000;

/**
 * A worker's slices of a step's images. A joint update needs all people's gradients at once, so the images of
 * all are split together; of alternating updates each one is split, so that no worker idles in another's
 * turn.
 *
 * @param people who is trained in the step. @param batch images of each person.
 */
export const splitStep = (
  update: Update,
  people: readonly number[],
  batch: number,
  rank: number,
  worldSize: number,
): BatchSlice[] =>
  update === 'joint'
    ? splitBatch(people, batch, rank, worldSize)
    : people.flatMap((person) => splitBatch([person], batch, rank, worldSize));

/**
 * Samples the slice of one person's batch that a worker trains on in a step, with replacement, and augments
 * it. The sample depends only on the seed, the step, the person and the image's number: not on earlier steps,
 * nor on the number of workers.
 *
 * @param datasets side × side crops of each person. @param slice whose.
 * @returns tensors of [end − first, side, side, 3 or 1], the caller's.
 * @throws InputError if somebody has no faces, or a set is no dataset.
 */
export function sampleBatch(
  datasets: readonly FaceDataset[],
  config: StepConfig,
  step: number,
  slice: BatchSlice,
): Batch {
  datasets.forEach(expectDataset);
  const empty = datasets.findIndex(({ count }) => count === 0);
  if (empty >= 0) {
    throw new InputError(
      `Person ${empty} has no faces to sample a batch from.`,
      'Give each person at least one face.',
    );
  }
  const { person, first, end } = slice;
  const set = datasets[person];
  const { side } = set;
  const count = end - first;
  const area = side * side;
  const inputs = new Float32Array(count * area * 3);
  const targets = new Float32Array(count * area * 3);
  const masks = new Float32Array(count * area);
  const weights = new Float32Array(count * area);
  const seed = Math.imul(config.seed, 0x9e3779b1) + step;
  for (let i = 0; i < count; i++) {
    const random = new Random(seed, STREAM + person * MAX_BATCH + first + i);
    const face = faceAt(set, random.integer(set.count));
    const into = {
      input: inputs.subarray(3 * i * area, 3 * (i + 1) * area),
      target: targets.subarray(3 * i * area, 3 * (i + 1) * area),
      mask: masks.subarray(i * area, (i + 1) * area),
    };
    const { mask } = augment(face, side, config.augment, random, into, () => anyFace(datasets, random));
    lossWeights(mask, side, config, weights.subarray(i * area, (i + 1) * area));
  }
  const { backgroundWeight } = config;
  const seen = masks.map((mask) => mask + (1 - mask) * backgroundWeight);
  return {
    person,
    inputs: faceTensor(tf.tensor4d(inputs, [count, side, side, 3])),
    targets: faceTensor(tf.tensor4d(targets, [count, side, side, 3])),
    weights: tf.tensor4d(weights, [count, side, side, 1]),
    seen: tf.tensor4d(seen, [count, side, side, 1]),
    share: randomShare(new Random(seed, SHARED_STREAM + person)),
    batchFraction: count / config.batch,
  };
}

/** A face of anybody. */
function anyFace(datasets: readonly FaceDataset[], random: Random): Uint8Array {
  const set = datasets[random.integer(datasets.length)];
  return faceAt(set, random.integer(set.count)).pixels;
}
