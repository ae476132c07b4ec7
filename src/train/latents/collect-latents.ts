import * as tf from '@tensorflow/tfjs';
import { yieldToEventLoop } from '../../engine/yield-to-event-loop.ts';
import type { Autoencoder } from '../autoencoder.ts';
import { subset, type FaceDataset } from '../dataset/face-dataset.ts';
import { facesToTensor } from '../dataset/faces-to-tensor.ts';
import { mirrorFaces } from '../dataset/face-tensor.ts';
import { latentStatistics, type LatentStatistics } from './latent-statistics.ts';
import { shapeModes, withMirrored } from './shape-modes.ts';

/** Faces in a batch. */
const BATCH = 32;
/** Latents of more numbers, such as those of `original`, are not aligned: their covariance would be huge. */
const LARGEST = 256;

/**
 * The statistics of each person's latents over their training faces.
 * @param flip whether the model was trained with random flips: mirror images are looked at, too, since they are
 * decoded (see `predictBatch`), and so somebody who mostly looked to one side counts as looking to both.
 * @param maxFaces how many faces of each person are sampled, mirror images included, spread over all of theirs:
 * by default all, mirrored too. Few are noise to an alignment: two people did not do the same in them.
 * @returns nothing if latents are no vectors, have too many numbers, or somebody has fewer than two faces.
 */
export async function collectStatistics(
  model: Autoencoder,
  datasets: readonly FaceDataset[],
  flip: boolean,
  maxFaces = Infinity,
): Promise<LatentStatistics[]> {
  const sampled = datasets.map((faces) => spread(faces, flip ? maxFaces / 2 : maxFaces));
  const modes = shapeModes(sampled.map(({ landmarks }) => (flip ? withMirrored(landmarks) : landmarks)));
  const statistics: LatentStatistics[] = [];
  for (const [person, faces] of sampled.entries()) {
    const found = await collectLatents(model, faces, person, flip);
    if (found === undefined || found.latents.length < 2 * found.size) return [];
    statistics.push(latentStatistics(found.latents, found.size, modes[person]));
  }
  return statistics;
}

/**
 * The latents of a person's faces.
 * @param flip whether their mirror images are looked at, too.
 * @returns [faces, size], those of the mirror images after them; nothing if latents are no vectors, or have
 * too many numbers.
 */
export async function collectLatents(
  model: Autoencoder,
  faces: FaceDataset,
  person: number,
  flip = false,
): Promise<{ readonly latents: Float32Array; readonly size: number } | undefined> {
  // Those of a single face tell: to encode a batch in vain would take `original` seconds.
  const [, size, ...rest] = tf.tidy(() => model.encode(facesToTensor(faces, 0, 1), person).shape);
  if (rest.length > 0 || size > LARGEST) return undefined;
  const copies = flip ? 2 : 1;
  const latents = new Float32Array(copies * faces.count * size);
  for (let first = 0; first < faces.count; first += BATCH) {
    const batch = tf.tidy(() => {
      const crops = facesToTensor(faces, first, Math.min(faces.count, first + BATCH));
      const latents = model.encode(crops, person); // [batch, latent]
      return flip ? tf.concat([latents, model.encode(mirrorFaces(crops), person)]) : latents;
    });
    try {
      const numbers = await batch.data<'float32'>();
      const half = numbers.length / copies;
      for (let copy = 0; copy < copies; copy++) {
        latents.set(numbers.subarray(copy * half, (copy + 1) * half), (copy * faces.count + first) * size);
      }
    } finally {
      batch.dispose();
    }
    await yieldToEventLoop();
  }
  return { latents, size };
}

/** At most so many of them. */
function spread(faces: FaceDataset, maxFaces: number): FaceDataset {
  if (faces.count <= maxFaces) return faces;
  return subset(
    faces,
    Array.from({ length: maxFaces }, (_, i) => Math.floor((i * faces.count) / maxFaces)),
  );
}
