import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { pixelsOf } from '../../../src/clips/proven-pixels.ts';
import { InputError } from '../../../src/errors.ts';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { facesToTensor } from '../../../src/train/dataset/faces-to-tensor.ts';
import { shrinkFaces, shrinkTensor } from '../../../src/train/dataset/shrink-faces.ts';
import type { FaceTensor } from '../../../src/train/dataset/face-tensor.ts';
import { tinyPeople, unprovenCopy } from '../tiny.ts';

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
});

const [faces] = tinyPeople(1, 16);

test('every pixel is the mean of a square of pixels, in datasets and in tensors', () => {
  const small = shrinkFaces(faces, 8);
  expect([small.count, small.side, small.masks.length]).toEqual([10, 8, 10 * 64]);
  expect(small.landmarks).toBe(faces.landmarks);
  const pixels = pixelsOf(faces.images);
  const at = (face: number, y: number, x: number, c: number) => pixels[((face * 16 + y) * 16 + x) * 3 + c];
  const expected = (at(3, 10, 4, 1) + at(3, 10, 5, 1) + at(3, 11, 4, 1) + at(3, 11, 5, 1)) / 4;
  expect(pixelsOf(small.images)[((3 * 8 + 5) * 8 + 2) * 3 + 1]).toBe(Math.round(expected));
  const before = tf.memory().numTensors;
  const tensor = facesToTensor(faces);
  const shrunk = shrinkTensor(tensor, 8);
  shrunk.dataSync().forEach((value, i) => {
    expect(Math.abs(255 * value - pixelsOf(small.images)[i])).toBeLessThan(0.51);
  });
  tf.dispose([tensor, shrunk]);
  expect(tf.memory().numTensors).toBe(before);
});

test('faces of the right size stay as they are; others cannot be shrunk to it', () => {
  expect(shrinkFaces(faces, 16)).toBe(faces);
  expect(() => shrinkFaces(faces, 12)).toThrow(RangeError);
});

test('pictures that Janus did not draw are refused', () => {
  expect(() => shrinkFaces(unprovenCopy(faces), 8)).toThrow(InputError);
  const bare = tf.zeros([1, 16, 16, 3]);
  expect(() => shrinkTensor(bare as FaceTensor, 8)).toThrow(InputError);
  bare.dispose();
});
