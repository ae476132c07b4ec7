import * as tf from '@tensorflow/tfjs';
import { yieldToEventLoop } from '../../engine/yield-to-event-loop.ts';
import type { Autoencoder } from '../autoencoder.ts';
import { subset, type FaceDataset } from '../dataset/face-dataset.ts';
import { facesToTensor } from '../dataset/faces-to-tensor.ts';
import { latentStatistics, type LatentStatistics } from './latent-statistics.ts';

/** Faces of each person whose latents are looked at, spread over all of theirs. */
const FACES = 256;
/** Faces in a batch. */
const BATCH = 32;
/** Latents of more numbers, such as those of `original`, are not aligned: their covariance would be huge. */
const LARGEST = 256;

/**
 * The statistics of each person's latents over their training faces.
 * @returns nothing if latents are no vectors, have too many numbers, or somebody has fewer than two faces.
 */
export async function collectStatistics(
  model: Autoencoder,
  datasets: readonly FaceDataset[],
): Promise<LatentStatistics[]> {
  const statistics: LatentStatistics[] = [];
  for (const [person, faces] of datasets.entries()) {
    const found = await collectLatents(model, spread(faces), person);
    if (found === undefined || found.latents.length < 2 * found.size) return [];
    statistics.push(latentStatistics(found.latents, found.size));
  }
  return statistics;
}

/**
 * The latents of a person's faces.
 * @returns [faces, size]; nothing if latents are no vectors, or have too many numbers.
 */
export async function collectLatents(
  model: Autoencoder,
  faces: FaceDataset,
  person: number,
): Promise<{ readonly latents: Float32Array; readonly size: number } | undefined> {
  let latents = new Float32Array(0);
  let size = 0;
  for (let first = 0; first < faces.count; first += BATCH) {
    const batch = tf.tidy(() =>
      model.encode(facesToTensor(faces, first, Math.min(faces.count, first + BATCH)), person),
    );
    try {
      const { shape } = batch;
      if (shape.length !== 2 || shape[1] > LARGEST) return undefined;
      if (first === 0) {
        size = shape[1];
        latents = new Float32Array(faces.count * size);
      }
      latents.set(await batch.data<'float32'>(), first * size);
    } finally {
      batch.dispose();
    }
    await yieldToEventLoop();
  }
  return { latents, size };
}

/** At most {@link FACES} of them. */
function spread(faces: FaceDataset): FaceDataset {
  if (faces.count <= FACES) return faces;
  return subset(
    faces,
    Array.from({ length: FACES }, (_, i) => Math.floor((i * faces.count) / FACES)),
  );
}
