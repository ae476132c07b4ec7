import * as tf from '@tensorflow/tfjs';
import { predictBatch, type TrainedModel } from './predict.ts';

/** Faces of one person that are never trained on, and what a perfect swap to another would make of them. */
export interface ValidationSet {
  /** Persons by number: of whom the crops are, and who should be painted. */
  readonly source: number;
  readonly target: number;
  readonly count: number;
  /** Pixels a side. */
  readonly side: number;
  /** [count, side, side, 3] */
  readonly crops: Uint8Array;
  /** The crop keys: [count, side, side, 3]. */
  readonly keys: Uint8Array;
  /** Their inner faces: [count, side, side], 0 to 255. */
  readonly keyMasks: Uint8Array;
}

/** What a model makes of held-out faces. */
export interface ValidationResult {
  /** The source painted as itself, and as the target: [count, side, side, 3], values 0 to 255. */
  readonly reconstructed: Float32Array;
  readonly swapped: Float32Array;
  /** Mean absolute error of the swapped faces against their keys, 0 to 255, over the keys' inner faces. */
  readonly swapError: number;
  /** How much what is painted changes from face to face, next to how much the keys do: near 0, the decoder paints one picture. 1 where the
   * keys do not change. */
  readonly outputDiversity: number;
}

/** Lets a model paint held-out faces, and compares them with the answer key. */
export async function validate(trained: TrainedModel, set: ValidationSet): Promise<ValidationResult> {
  const { source, target, crops, keys, keyMasks, count, side } = set;
  const painted = tf.tidy(() => {
    const faces: tf.Tensor4D = tf.div(tf.tensor4d(crops, [count, side, side, 3], 'float32'), 255);
    return [source, target].map((person) => tf.mul(predictBatch(trained, faces, source, person), 255));
  });
  const [reconstructed, swapped] = await Promise.all(painted.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(painted);
  let error = 0;
  for (let face = 0; face < count; face++) {
    let sum = 0;
    let weight = 0;
    for (let i = face * side * side; i < (face + 1) * side * side; i++) {
      const off =
        Math.abs(swapped[3 * i] - keys[3 * i]) +
        Math.abs(swapped[3 * i + 1] - keys[3 * i + 1]) +
        Math.abs(swapped[3 * i + 2] - keys[3 * i + 2]);
      sum += keyMasks[i] * off;
      weight += 3 * keyMasks[i];
    }
    error += sum / weight / count;
  }
  const expected = spread(keys, count);
  return {
    reconstructed,
    swapped,
    swapError: error,
    outputDiversity: expected > 0 ? spread(swapped, count) / expected : 1,
  };
}

/** Mean distance of pictures from their mean. */
function spread(pictures: Uint8Array | Float32Array, count: number): number {
  const size = pictures.length / count;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    let mean = 0;
    for (let at = i; at < pictures.length; at += size) mean += pictures[at] / count;
    for (let at = i; at < pictures.length; at += size) sum += Math.abs(pictures[at] - mean);
  }
  return sum / pictures.length;
}
