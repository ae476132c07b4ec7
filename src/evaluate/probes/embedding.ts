import { expectLength } from '../../convert/expect-length.ts';

/**
 * The mean direction of embeddings, of length 1: it stands for a person.
 * @param embeddings one or more, all of one size.
 * @throws RangeError if there are none, or their sizes differ.
 */
export function centroid(embeddings: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  if (embeddings.length === 0) throw new RangeError('There is no centroid of no embeddings.');
  const sum = new Float32Array(embeddings[0].length);
  for (const embedding of embeddings) {
    expectLength('embedding', embedding, sum.length);
    for (let i = 0; i < sum.length; i++) sum[i] += embedding[i];
  }
  const length = Math.sqrt(cosineSimilarity(sum, sum));
  return sum.map((value) => value / length);
}

/**
 * The cosine of the angle between two embeddings of length 1: 1 if they are equal.
 * @throws RangeError if their sizes differ.
 */
export function cosineSimilarity(a: Float32Array, b: Float32Array): number {
  expectLength('second embedding', b, a.length);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * The index of the centroid that an embedding is nearest to, by cosine similarity.
 * @throws RangeError if there are none.
 */
export function nearestOf(centroids: readonly Float32Array[], embedding: Float32Array): number {
  if (centroids.length === 0) throw new RangeError('There are no centroids to be nearest to.');
  const similarities = centroids.map((each) => cosineSimilarity(each, embedding));
  return similarities.indexOf(Math.max(...similarities));
}
