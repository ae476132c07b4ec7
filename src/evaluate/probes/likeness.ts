import { cosineSimilarity } from './embedding.ts';

/** Embeddings of the faces of a swap A→B, each of length 1. */
export interface LikenessFaces {
  /** Of the swap. */
  readonly swap: readonly Float32Array[];
  /** Of A's own crops, frame by frame what was swapped. */
  readonly source: readonly Float32Array[];
  /** Of the crop keys. */
  readonly key: readonly Float32Array[];
}

/**
 * How much nearer to B than to A a swap is, in an identity embedding. A face's margin is its cosine
 * similarity to B's centroid less that to A's; likeness is the swap's mean margin on a scale where A's own
 * faces have 0 and the crop keys, B in the same frames, have 1. Cosine similarity of embeddings is how face
 * swaps are usually compared by identity (L. Li et al., "FaceShifter: towards high fidelity and occlusion
 * aware face swapping", 2019). Scaling it makes pairs of alike and of unlike people comparable.
 * @param a and @param b the centroids of A and B, of length 1.
 * @returns 0: as A. 1: as B. It may lie outside; null if there are no faces, or the embedding does not tell
 * the key from A.
 */
export function likeness(
  { swap, source, key }: LikenessFaces,
  a: Float32Array,
  b: Float32Array,
): number | null {
  const margin = (faces: readonly Float32Array[]) =>
    faces.reduce((sum, face) => sum + cosineSimilarity(face, b) - cosineSimilarity(face, a), 0) /
    faces.length;
  const zero = margin(source);
  const range = margin(key) - zero;
  const value = (margin(swap) - zero) / range;
  return range > 0 && Number.isFinite(value) ? value : null;
}
