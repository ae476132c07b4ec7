import * as tf from '@tensorflow/tfjs';
import type { Autoencoder } from './autoencoder.ts';
import type { FaceSet } from './face-set.ts';
import { sharedBytes } from './shared-bytes.ts';

/** Faces that are painted at once. */
const BATCH = 32;

/**
 * Lets a model paint all of a person's faces as somebody; painted as somebody else, they are swapped.
 * @param source whose faces they are, and @param target who is painted: people's numbers.
 * @param onProgress told how many are painted.
 * @returns [count, side, side, 3] bytes, in shared memory where there is any.
 */
export async function paint(
  model: Autoencoder,
  { pixels, count, side }: FaceSet,
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
      const latent = model.encode(crops, source); // [batch, …]
      return tf.round(tf.mul(model.decode(latent, target), 255)); // [batch, 64, 64, 3]
    });
    result.set(await painted.data(), first * length);
    painted.dispose();
    onProgress?.(first + size);
  }
  return result;
}
