import * as tf from '@tensorflow/tfjs';
import { yieldToEventLoop } from '../engine/yield-to-event-loop.ts';
import { provenPixels, type ProvenPixels } from '../clips/proven-pixels.ts';
import { expectAutoencoder, type Autoencoder } from './autoencoder.ts';
import { expectDataset, type FaceDataset } from './dataset/face-dataset.ts';
import { facesToTensor } from './dataset/faces-to-tensor.ts';
import { sharedBytes } from './dataset/shared-bytes.ts';
import { mirrorFaces, type FaceTensor } from './dataset/face-tensor.ts';
import type { LatentAligner } from './latents/align-latents.ts';

/** A trained autoencoder. */
export interface TrainedModel {
  readonly model: Autoencoder;
  /** Whether it was trained with random flips. */
  readonly flip: boolean;
  /** Moves latents of the source to where the target's lie; without it they are decoded as they are. */
  readonly aligner?: LatentAligner | undefined;
}

/** Faces per batch. */
const BATCH = 32;

/** As {@link predictBatches}, for one target. */
export const predictBatch = (
  trained: TrainedModel,
  crops: FaceTensor,
  source: number,
  target: number,
): tf.Tensor4D => predictBatches(trained, crops, source, [target])[0];

/**
 * Faces of the source decoded as each of some targets; they are encoded once. A model that was trained with
 * flips predicts each face and its mirror image, and the mean of both is used (test-time augmentation): it is
 * nearer to the ground truth than either. Where a colour shift is taken back, colours beyond black and white
 * are clipped. To be called within `tf.tidy`. Throws InputError if the crops are not proven, or no preset has
 * made the model.
 * [batch, 64, 64, 3] → [batch, 64, 64, 3] for each target, values 0 to 1
 */
export function predictBatches(
  { model, flip, aligner }: TrainedModel,
  crops: FaceTensor,
  source: number,
  targets: readonly number[],
): tf.Tensor4D[] {
  expectAutoencoder(model);
  const decoded = (faces: FaceTensor): tf.Tensor4D[] => {
    const latents = model.encode(faces, source); // [batch, latent]
    return targets.map((target) => {
      const predicted = model.decode(aligner?.align(latents, source, target) ?? latents, target);
      return tf.clipByValue(enlarged(predicted, faces.shape[1]), 0, 1); // [batch, 64, 64, 3]
    });
  };
  const faces = decoded(crops);
  if (!flip) return faces;
  const mirrored = decoded(mirrorFaces(crops));
  return faces.map((own, i) => tf.div(tf.add(own, tf.reverse(mirrored[i], 2)), 2));
}

/** Pictures at the size of a crop, by bilinear interpolation: [batch, side, side, 3] */
const enlarged = (pictures: tf.Tensor4D, side: number): tf.Tensor4D =>
  pictures.shape[1] === side ? pictures : tf.image.resizeBilinear(pictures, [side, side], false, true);

/**
 * Decodes all faces of a dataset as one person: as the source themself (reconstruction), or as another
 * (swap).
 * @param source the number of the person whose faces they are. @param target the number of the person as whom
 * they are decoded.
 * @param onProgress gets how many are done. What it throws ends the work.
 * @returns [count, side, side, 3], in shared memory where there is any.
 * @throws InputError if the faces are not proven, or no preset has made the model.
 */
export async function predict(
  trained: TrainedModel,
  faces: FaceDataset,
  source: number,
  target: number,
  onProgress?: (done: number) => void,
): Promise<ProvenPixels> {
  expectDataset(faces);
  const { count, side } = faces;
  const length = 3 * side * side;
  const result = sharedBytes(count * length);
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first);
    const batch = tf.tidy(() => {
      const crops = facesToTensor(faces, first, first + size); // [batch, 64, 64, 3]
      return tf.round(tf.mul(predictBatch(trained, crops, source, target), 255)); // [batch, 64, 64, 3]
    });
    result.set(await batch.data(), first * length);
    batch.dispose();
    await yieldToEventLoop();
    onProgress?.(first + size);
  }
  return provenPixels(result, side, side, count);
}
