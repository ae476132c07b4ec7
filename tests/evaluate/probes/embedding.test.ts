import { expect, test } from 'vitest';
import { centroid, cosineSimilarity, nearestOf } from '../../../src/evaluate/probes/embedding.ts';

const of = (...values: number[]) => Float32Array.from(values);

test('a centroid is the mean direction, of length 1', () => {
  expect([...centroid([of(1, 0), of(0, 1)])]).toEqual([Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2)]);
  expect([...centroid([of(3, 4)])]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  expect(() => centroid([])).toThrow('no embeddings');
  expect(() => centroid([of(1), of(1, 2)])).toThrow('The embedding holds 2 numbers, not 1.');
});

test('similarity is the cosine', () => {
  expect(cosineSimilarity(of(1, 0), of(0.5, Math.sqrt(0.75)))).toBe(0.5);
  expect(cosineSimilarity(of(0.6, 0.8), of(-0.6, -0.8))).toBeCloseTo(-1, 6);
  expect(() => cosineSimilarity(of(1), of(1, 0))).toThrow('holds 2 numbers');
});

test('the nearest is the one of the smallest angle', () => {
  const centroids = [of(1, 0), of(0, 1), of(-1, 0)];
  expect(nearestOf(centroids, of(0.8, 0.6))).toBe(0);
  expect(nearestOf(centroids, of(0.6, 0.8))).toBe(1);
  expect(nearestOf(centroids, of(-0.8, -0.6))).toBe(2);
  expect(() => nearestOf([], of(1))).toThrow('no centroids');
});
