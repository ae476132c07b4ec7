import * as tf from '@tensorflow/tfjs';
import { yieldToEventLoop } from '../engine/yield-to-event-loop.ts';
import type { Autoencoder } from './autoencoder.ts';
import type { FaceDataset } from './face-dataset.ts';
import { sharedBytes } from './shared-bytes.ts';

/** An autoencoder that was trained. */
export interface TrainedModel {
  readonly model: Autoencoder;
  /** Whether it was trained on mirrored faces too. */
  readonly flip: boolean;
}

/** Faces that are painted at once. */
const BATCH = 32;

/**
 * Faces of the source, painted as the target. A model that knows mirrored faces paints each of them twice, once in a mirror, and what
 * both come to is averaged: where they differ, the middle is nearer to the truth. To be called within `tf.tidy`.
 * [batch, 64, 64, 3] → [batch, 64, 64, 3], values 0 to 1
 */
export function predictBatch(
  { model, flip }: TrainedModel,
  crops: tf.Tensor4D,
  source: number,
  target: number,
): tf.Tensor4D {
  const painted = model.decode(model.encode(crops, source), target);
  if (!flip) return painted;
  const inMirror = model.decode(model.encode(tf.reverse(crops, 2), source), target);
  return tf.div(tf.add(painted, tf.reverse(inMirror, 2)), 2);
}

/**
 * Lets it paint all of a person's faces as somebody; painted as somebody else, they are swapped.
 * @param source whose faces they are, and @param target who is painted: people's numbers.
 * @param onProgress told how many are painted. What it throws ends the work.
 * @returns [count, side, side, 3] bytes, in shared memory where there is any.
 */
export async function predict(
  trained: TrainedModel,
  { pixels, count, side }: FaceDataset,
  source: number,
  target: number,
  onProgress?: (done: number) => void,
): Promise<Uint8Array> {
  const length = 3 * side * side;
  const result = sharedBytes(count * length);
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first);
    const painted = tf.tidy(() => {
      const bytes = pixels.subarray(first * length, (first + size) * length);
      const crops: tf.Tensor4D = tf.div(tf.tensor4d(bytes, [size, side, side, 3], 'float32'), 255); // [batch, 64, 64, 3]
      return tf.round(tf.mul(predictBatch(trained, crops, source, target), 255)); // [batch, 64, 64, 3]
    });
    result.set(await painted.data(), first * length);
    painted.dispose();
    await yieldToEventLoop();
    onProgress?.(first + size);
  }
  return result;
}
