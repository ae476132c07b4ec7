import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { pixelsOf, provenPixels } from '../../src/clips/proven-pixels.ts';
import { InputError } from '../../src/errors.ts';
import { connectNetworks, type Connections } from '../../src/train/autoencoder.ts';
import { FaceDataset, take } from '../../src/train/dataset/face-dataset.ts';
import { validate, type ValidationSet } from '../../src/train/validate.ts';
import { previewOf } from '../../src/train/preview.ts';
import { unprovenCopy } from './tiny.ts';

const SIDE = 2;
const COUNT = 3;
const at = (face: number, pixel: number, channel: number) => 10 * face + 3 * pixel + channel;
const crops = Uint8Array.from({ length: COUNT * SIDE * SIDE * 3 }, (_, i) =>
  at(Math.floor(i / 12), Math.floor(i / 3) % 4, i % 3),
);
/** Decodes person 0 as it is, and person 1 brighter by 51 levels. */
const connections: Connections = {
  encode: (x) => x,
  decode: (x, person) => tf.add(x, 0.2 * person),
};
const model = connectNetworks({}, connections);
const setOf = (pixels: Uint8Array, mask: (pixel: number) => number) =>
  new FaceDataset(
    provenPixels(pixels, SIDE, SIDE, COUNT),
    Uint8Array.from({ length: COUNT * 4 }, (_, i) => mask(i % 4)),
  );
const validation: ValidationSet = {
  source: 0,
  target: 1,
  // Masks that would give another error.
  faces: setOf(crops, () => 255),
  // Only the first pixel, and half of the second.
  keys: setOf(
    crops.map((value, i) => value + 51 + (i % 12 === 0 ? 30 : 0)),
    (pixel) => [255, 127, 0, 0][pixel],
  ),
};

describe('a validation', () => {
  test('is measured over the inner face of the answer key alone', async () => {
    const before = tf.memory().numTensors;
    const { reconstructed, swapped, swapError, outputDiversity } = await validate(
      { model, flip: false },
      validation,
    );
    expect(tf.memory().numTensors).toBe(before);
    reconstructed.forEach((value, i) => {
      expect(value).toBeCloseTo(crops[i], 3);
      expect(swapped[i]).toBeCloseTo(crops[i] + 51, 3);
    });
    // 30 off in one of three channels of a pixel that weighs 255 of 255 + 127.
    expect(swapError).toBeCloseTo((30 / 3) * (255 / 382), 4);
    expect(outputDiversity).toBeCloseTo(1, 6);
  });

  test('finds no diversity if the output is one picture for all inputs', async () => {
    const stuck = connectNetworks({}, { ...connections, decode: (x) => tf.zerosLike(x) as tf.Tensor4D });
    expect((await validate({ model: stuck, flip: false }, validation)).outputDiversity).toBe(0);
  });

  test('of a single face does not count the decoder as collapsed', async () => {
    const one = { ...validation, faces: take(validation.faces, 1), keys: take(validation.keys, 1) };
    expect((await validate({ model, flip: false }, one)).outputDiversity).toBe(1);
  });
});

test('a set without faces, or whose faces or keys are not proven, is refused, and no tensor is left', async () => {
  const { faces, keys } = validation;
  const before = tf.memory().numTensors;
  for (const change of [
    { faces: take(faces, 0), keys: take(keys, 0) },
    { faces: unprovenCopy(faces) },
    { keys: unprovenCopy(keys) },
  ]) {
    const running = validate({ model, flip: false }, { ...validation, ...change });
    await expect(running).rejects.toBeInstanceOf(InputError);
  }
  expect(tf.memory().numTensors).toBe(before);
});

test('a preview of nothing is refused', () => {
  expect(() => previewOf([], [])).toThrow(InputError);
});

test('a preview shows faces, themselves, swaps, keys and errors below each other', async () => {
  const preview = previewOf([validation], [await validate({ model, flip: false }, validation)]);
  const { width, height } = preview;
  const pixels = pixelsOf(preview);
  expect([width, height]).toEqual([8 * SIDE, 5 * SIDE]);
  const pixel = (row: number, column: number) => [
    ...pixels.subarray(
      3 * (row * SIDE * width + column * SIDE),
      3 * (row * SIDE * width + column * SIDE) + 3,
    ),
  ];
  // The eight columns show faces evenly: the last is the last face, whose first pixel begins with 20.
  expect([0, 1, 2, 3, 4].map((row) => pixel(row, 7))).toEqual([
    [20, 21, 22],
    [20, 21, 22],
    [71, 72, 73],
    [101, 72, 73],
    [90, 0, 0],
  ]);
});
