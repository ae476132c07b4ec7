import * as tf from '@tensorflow/tfjs';
import { yieldToEventLoop } from '../engine/yield-to-event-loop.ts';
import { provenPixels, type ProvenPixels } from '../clips/proven-pixels.ts';
import { expectAutoencoder, type Autoencoder, type Painted } from './autoencoder.ts';
import { expectDataset, type FaceDataset } from './dataset/face-dataset.ts';
import { facesToTensor } from './dataset/faces-to-tensor.ts';
import { sharedBytes } from './dataset/shared-bytes.ts';
import { mirrorFaces, shiftFaces, type FaceTensor } from './dataset/face-tensor.ts';
import type { LatentAligner } from './latents/align-latents.ts';

/** A trained autoencoder. */
export interface TrainedModel {
  readonly model: Autoencoder;
  /** Whether it was trained with random flips. */
  readonly flip: boolean;
  /** Moves latents of the source to where the target's lie; without it they are decoded as they are. */
  readonly aligner?: LatentAligner | undefined;
}

/** Predicted faces. */
export interface Predicted {
  /** [count, side, side, 3] */
  readonly pixels: ProvenPixels;
  /** [count, side, side] bytes: how much of each pixel is to be replaced, where the decoder paints α. */
  readonly alpha?: Uint8Array | undefined;
}

/** Where a face is encoded beside where it lies: a pixel to the right or to the left, and down or up. */
const MOVES = [
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
] as const;

/** Faces per batch. */
const BATCH = 32;

/** As {@link predictBatches}, for one target. */
export const predictBatch = (
  trained: TrainedModel,
  crops: FaceTensor,
  source: number,
  target: number,
): Painted => predictBatches(trained, crops, source, [target])[0];

/**
 * Faces of the source decoded as each of some targets. Two kinds of test-time augmentation bring them nearer
 * to the ground truth: a latent is the mean over the face and its neighbours (see {@link meanLatents}), and a
 * model that was trained with flips predicts each face and its mirror image, of which the mean is used. Where
 * a colour shift is taken back, colours beyond black and white are clipped. To be called within
 * `tf.tidy`. Throws InputError if the crops are not proven, or no preset has made the model.
 * [batch, 64, 64, 3] → for each target [batch, 64, 64, 3], and α [batch, 64, 64, 1] of decoders that paint it;
 * values 0 to 1
 */
export function predictBatches(
  { model, flip, aligner }: TrainedModel,
  crops: FaceTensor,
  source: number,
  targets: readonly number[],
): Painted[] {
  expectAutoencoder(model);
  const painted = (faces: FaceTensor): Painted[] => {
    const latents = meanLatents(model, faces, source); // [batch, latent]
    return targets.map((target) => {
      const { colours, alpha } = model.paint(aligner?.align(latents, source, target) ?? latents, target);
      const side = faces.shape[1];
      return {
        colours: tf.clipByValue(enlarged(colours, side), 0, 1), // [batch, 64, 64, 3]
        ...(alpha && { alpha: enlarged(alpha, side) }), // [batch, 64, 64, 1]
      };
    });
  };
  const faces = painted(crops);
  if (!flip) return faces;
  const mirrored = painted(mirrorFaces(crops));
  return faces.map((own, i) => meanOfMirrored(own, mirrored[i]));
}

/** The mean of what is painted for faces, and of what is painted for their mirror images, turned back. */
function meanOfMirrored(own: Painted, mirrored: Painted): Painted {
  const mean = (a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D => tf.div(tf.add(a, tf.reverse(b, 2)), 2);
  return {
    colours: mean(own.colours, mirrored.colours),
    ...(own.alpha && mirrored.alpha && { alpha: mean(own.alpha, mirrored.alpha) }),
  };
}

/**
 * The latents of some faces, each the mean of the face's own and of those after {@link MOVES}. A convolution
 * with a stride sees every other pixel, so what an encoder says of a face changes when it moves by one (R.
 * Zhang, "Making convolutional networks shift-invariant again", ICML 2019); the mean changes less, and is
 * nearer to what the face does. Latents that are pictures themselves move with the face, and stay as they are.
 * [batch, 64, 64, 3] → [batch, latent]
 */
function meanLatents(model: Autoencoder, faces: FaceTensor, source: number): tf.Tensor {
  // What each pass computes on the way is given back before the next: the passes would take memory five times.
  const latents = tf.tidy(() => model.encode(faces, source));
  if (latents.rank !== 2) return latents;
  const moved = MOVES.map(([right, down]) =>
    tf.tidy(() => model.encode(shiftFaces(faces, right, down), source)),
  );
  return tf.div(tf.addN([latents, ...moved]), 1 + moved.length);
}

/** Pictures at the size of a crop, by bilinear interpolation: [batch, side, side, 3] */
const enlarged = (pictures: tf.Tensor4D, side: number): tf.Tensor4D =>
  pictures.shape[1] === side ? pictures : tf.image.resizeBilinear(pictures, [side, side], false, true);

/** Values 0 to 1 → whole numbers 0 to 255, of the same shape */
const toLevels = (values: tf.Tensor): tf.Tensor => tf.round(tf.mul(values, 255));

/**
 * Decodes all faces of a dataset as one person: as the source themself (reconstruction), or as another
 * (swap).
 * @param source the number of the person whose faces they are. @param target the number of the person as whom
 * they are decoded.
 * @param onProgress gets how many are done. What it throws ends the work.
 * @returns as many, in shared memory where there is any.
 * @throws InputError if the faces are not proven, or no preset has made the model.
 */
export async function predict(
  trained: TrainedModel,
  faces: FaceDataset,
  source: number,
  target: number,
  onProgress?: (done: number) => void,
): Promise<Predicted> {
  expectDataset(faces);
  const { count, side } = faces;
  const area = side * side;
  const pixels = sharedBytes(3 * count * area);
  let alpha: Uint8Array | undefined;
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first);
    const batch = tf.tidy(() => {
      const crops = facesToTensor(faces, first, first + size); // [batch, 64, 64, 3]
      const painted = predictBatch(trained, crops, source, target);
      return { colours: toLevels(painted.colours), alpha: painted.alpha && toLevels(painted.alpha) };
    });
    pixels.set(await batch.colours.data(), 3 * first * area);
    if (batch.alpha) {
      alpha ??= sharedBytes(count * area);
      alpha.set(await batch.alpha.data(), first * area);
    }
    tf.dispose(batch);
    await yieldToEventLoop();
    onProgress?.(first + size);
  }
  return { pixels: provenPixels(pixels, side, side, count), alpha };
}
