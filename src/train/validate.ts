import * as tf from '@tensorflow/tfjs';
import { pixelsOf } from '../clips/proven-pixels.ts';
import { InputError } from '../errors.ts';
import { expectDataset, faceAt, type FaceDataset } from './dataset/face-dataset.ts';
import { facesToTensor } from './dataset/faces-to-tensor.ts';
import { predictBatches, type TrainedModel } from './predict.ts';

/**
 * A validation set: faces of one person that are never trained on, with the ground truth of their swap to
 * another.
 */
export interface ValidationSet {
  /** The numbers of the person in the crops, and of the person they are swapped to. */
  readonly source: number;
  readonly target: number;
  readonly faces: FaceDataset;
  /** The crop keys, which are the ground truth, with their inner faces: one for each face. */
  readonly keys: FaceDataset;
}

/** A model's outputs and metrics on a validation set. */
export interface ValidationResult {
  /** The faces decoded as the source, and as the target: [count, side, side, 3], values 0 to 255. */
  readonly reconstructed: Float32Array;
  readonly swapped: Float32Array;
  /**
   * Mean absolute error of the swapped faces against their keys, 0 to 255, over the keys' inner faces; NaN if
   * none is to be seen.
   */
  readonly swapError: number;
  /**
   * The mean absolute deviation of the swapped faces from their mean, relative to that of the keys: near 0,
   * the decoder outputs one picture for every input. 1 where the keys do not vary.
   */
  readonly outputDiversity: number;
  /** How often the source's discriminator tells faces and reconstructions apart, 0 to 1; of an adversary. */
  readonly discriminatorAccuracy?: number;
}

/**
 * Evaluates a model on a validation set.
 * @throws InputError if the set is empty, or its faces are not proven.
 */
export async function validate(trained: TrainedModel, set: ValidationSet): Promise<ValidationResult> {
  const { source, target, faces, keys } = set;
  expectDataset(faces);
  expectDataset(keys);
  const { count, side } = faces;
  if (count === 0) {
    throw new InputError(
      'A validation set has no faces.',
      'Give each swap at least one face to validate on.',
    );
  }
  const outputs = tf.tidy(() => {
    const inputs = facesToTensor(faces); // [count, side, side, 3]
    const painted = predictBatches(trained, inputs, source, [source, target]);
    return painted.map(({ colours }) => tf.mul(colours, 255));
  });
  const [reconstructed, swapped] = await Promise.all(outputs.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(outputs);
  const truth = pixelsOf(keys.images);
  const length = 3 * side * side;
  const expected = deviation(truth, count);
  return {
    reconstructed,
    swapped,
    swapError: errorAgainstKeys(keys, (face) => swapped.subarray(face * length, (face + 1) * length)),
    outputDiversity: expected > 0 ? deviation(swapped, count) / expected : 1,
  };
}

/**
 * The mean absolute error of pictures against crop keys, 0 to 255, over the keys' inner faces. Keys of whose
 * inner face nothing is seen, such as of one turned away, do not count.
 * @param pictureOf what is compared with a key, by its number: [side, side, 3], values 0 to 255.
 * @returns NaN if no key counts.
 */
export function errorAgainstKeys(keys: FaceDataset, pictureOf: (face: number) => Float32Array): number {
  let error = 0;
  let seen = 0;
  for (let face = 0; face < keys.count; face++) {
    const { pixels, mask } = faceAt(keys, face);
    const picture = pictureOf(face);
    let sum = 0;
    let weight = 0;
    for (let pixel = 0, i = 0; pixel < mask.length; pixel++, i += 3) {
      const difference =
        Math.abs(picture[i] - pixels[i]) +
        Math.abs(picture[i + 1] - pixels[i + 1]) +
        Math.abs(picture[i + 2] - pixels[i + 2]);
      sum += mask[pixel] * difference;
      weight += 3 * mask[pixel];
    }
    if (weight === 0) continue;
    error += sum / weight;
    seen++;
  }
  return error / seen;
}

/** The mean absolute deviation of pictures from their mean picture. */
function deviation(pictures: Uint8Array | Float32Array, count: number): number {
  const size = pictures.length / count;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    let mean = 0;
    for (let at = i; at < pictures.length; at += size) mean += pictures[at] / count;
    for (let at = i; at < pictures.length; at += size) sum += Math.abs(pictures[at] - mean);
  }
  return sum / pictures.length;
}
