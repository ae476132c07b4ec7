import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { pixelsOf, provenPixels } from '../../src/clips/proven-pixels.ts';
import { InputError } from '../../src/errors.ts';
import { connectNetworks } from '../../src/train/autoencoder.ts';
import { FaceDataset } from '../../src/train/dataset/face-dataset.ts';
import { faceTensor } from '../../src/train/dataset/face-tensor.ts';
import { predict, predictBatch } from '../../src/train/predict.ts';
import { unprovenCopy } from './tiny.ts';

test('every face is decoded, in order, over as many batches as it takes', async () => {
  const side = 16;
  const count = 70;
  const length = 3 * side ** 2;
  const pixels = Uint8Array.from(
    { length: count * length },
    (_, i) => (i * 31 + Math.floor(i / length)) % 200,
  );
  const asked: [number, number][] = [];
  /** Adds ten levels for the target's number. */
  const model = connectNetworks(
    {},
    {
      encode: (crops, source) => {
        asked.push([source, crops.shape[0]]);
        return crops;
      },
      decode: (latent, target) => tf.add(latent, (10 * target) / 255),
    },
  );
  const before = tf.memory().numTensors;
  const done: number[] = [];
  const faces = new FaceDataset(provenPixels(pixels, side, side, count), new Uint8Array(count * side ** 2));
  const trained = { model, flip: false };
  const { pixels: predicted, alpha } = await predict(trained, faces, 1, 3, (n) => done.push(n));
  expect(tf.memory().numTensors).toBe(before);
  expect([predicted.count, predicted.width, predicted.height]).toEqual([count, side, side]);
  expect(pixelsOf(predicted)).toEqual(pixels.map((value) => value + 30));
  expect(alpha, 'the decoder paints none').toBeUndefined();
  expect(asked).toEqual([
    [1, 32],
    [1, 32],
    [1, 6],
  ]);
  expect(done).toEqual([32, 64, 70]);
  await expect(predict(trained, unprovenCopy(faces), 1, 3)).rejects.toBeInstanceOf(InputError);
});

test('between batches it yields to signals, and ends with what is thrown then', async () => {
  const count = 96;
  const side = 16;
  const many = new FaceDataset(
    provenPixels(new Uint8Array(count * 3 * side ** 2), side, side, count),
    new Uint8Array(count * side ** 2),
  );
  const model = connectNetworks(
    {},
    {
      encode: (crops) => crops,
      decode: (latent) => tf.clone(latent) as tf.Tensor4D,
    },
  );
  const before = tf.memory().numTensors;
  const stop = new AbortController();
  setTimeout(() => {
    stop.abort(new Error('stopped'));
  }, 0);
  const done: number[] = [];
  await expect(
    predict({ model, flip: false }, many, 0, 1, (n) => {
      done.push(n);
      stop.signal.throwIfAborted();
    }),
  ).rejects.toThrow('stopped');
  expect(done.at(-1)).toBeLessThan(count);
  expect(tf.memory().numTensors).toBe(before);
});

test('a model trained with flips predicts every face and its mirror image, and takes the mean', () => {
  // Makes each pixel brighter the farther right it lies; in the mirror image, the farther left.
  const model = connectNetworks(
    {},
    {
      encode: (crops) => crops,
      decode: (latent) => tf.mul(latent, tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1])),
    },
  );
  const [once, twice] = tf.tidy(() => {
    // In parts of 4096, which floats hold exactly.
    const row = tf.div<tf.Tensor4D>(tf.tensor4d([1, 10, 100, 1000], [1, 1, 4, 1]), 4096);
    const crops = faceTensor(tf.tile<tf.Tensor4D>(row, [1, 1, 1, 3]));
    return [false, true].map((flip) => predictBatch({ model, flip }, crops, 0, 1).colours.arraySync()[0][0]);
  });
  expect(once.map(([red]) => 4096 * red)).toEqual([1, 20, 300, 4000]);
  expect(twice.map(([red]) => 4096 * red)).toEqual([2.5, 25, 250, 2500]);
});

test('α is predicted as the colours are, over as many batches as it takes: the mean of both images, in bytes', async () => {
  // Decodes a pixel's red as its colours, and as α red times 1 to 4 from left to right.
  const model = connectNetworks(
    {},
    {
      side: 4,
      encode: (crops) => crops,
      decode: (latent) => {
        const red = tf.slice4d(latent as tf.Tensor4D, [0, 0, 0, 0], [-1, -1, -1, 1]);
        const alpha = tf.mul(red, tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]));
        return tf.concat<tf.Tensor4D>([red, red, red, alpha as tf.Tensor4D], 3);
      },
    },
  );
  const [side, count] = [4, 40];
  const level = (face: number, pixel: number) => ((face + 1) * (1 + (pixel % side))) % 61;
  const pixels = Uint8Array.from({ length: 3 * count * side ** 2 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return level(Math.floor(pixel / side ** 2), pixel % side ** 2);
  });
  const faces = new FaceDataset(provenPixels(pixels, side, side, count), new Uint8Array(count * side ** 2));
  const before = tf.memory().numTensors;
  for (const flip of [false, true]) {
    const predicted = await predict({ model, flip }, faces, 0, 1);
    expect(tf.memory().numTensors).toBe(before);
    expect(pixelsOf(predicted.pixels)).toEqual(pixels);
    expect(predicted.alpha).toHaveLength(count * side ** 2);
    predicted.alpha!.forEach((value, i) => {
      const red = level(Math.floor(i / side ** 2), i % side ** 2);
      // In the mirror image, column c is the fourth from the other side, so the mean of both is 2.5.
      expect(Math.abs(value - red * (flip ? 2.5 : 1 + (i % side)))).toBeLessThanOrEqual(0.501);
    });
  }
});

test('α is enlarged with the faces of a model that decodes smaller ones', () => {
  // Two columns, of which the left one is 0 and the right one 1; bilinear, with half-pixel centres.
  const model = connectNetworks(
    {},
    {
      side: 2,
      encode: (crops) => crops,
      decode: () => tf.tile(tf.tensor4d([0, 1], [1, 1, 2, 1]), [1, 2, 1, 4]),
    },
  );
  const { colours, alpha } = tf.tidy(() => {
    const painted = predictBatch({ model, flip: false }, faceTensor(tf.zeros([1, 4, 4, 3])), 0, 1);
    return { colours: painted.colours.arraySync()[0], alpha: painted.alpha!.arraySync()[0] };
  });
  for (const row of [0, 1, 2, 3]) {
    expect(alpha[row].flat()).toEqual([0, 0.25, 0.75, 1]);
    expect(colours[row].map(([red]) => red)).toEqual([0, 0.25, 0.75, 1]);
  }
});

test('a latent that is a vector is the mean over the face and its four diagonal neighbours', () => {
  const SIDE = 5;
  const pixel = (row: number, column: number, c: number) => ((row * 7 + column * 3 + c) % 16) / 16;
  const model = connectNetworks(
    {},
    {
      encode: (crops) => tf.reshape(crops, [crops.shape[0], -1]),
      decode: (latent) => tf.reshape(latent, [latent.shape[0], SIDE, SIDE, 3]),
    },
  );
  const before = tf.memory().numTensors;
  const found = tf.tidy(() => {
    const picture = Array.from({ length: SIDE }, (_, row) =>
      Array.from({ length: SIDE }, (_, column) => [0, 1, 2].map((c) => pixel(row, column, c))),
    );
    const faces = faceTensor(tf.tensor4d([picture]));
    return predictBatch({ model, flip: false }, faces, 0, 1).colours.arraySync()[0];
  });
  expect(tf.memory().numTensors).toBe(before);
  // Beyond the edge is what lies at the edge.
  const at = (row: number, column: number, c: number) =>
    pixel(Math.min(SIDE - 1, Math.max(0, row)), Math.min(SIDE - 1, Math.max(0, column)), c);
  found.forEach((line, row) => {
    line.forEach((colour, column) => {
      colour.forEach((value, c) => {
        const neighbours = [-1, 1].flatMap((y) => [-1, 1].map((x) => at(row + y, column + x, c)));
        const sum = neighbours.reduce((total, one) => total + one, at(row, column, c));
        expect(value).toBeCloseTo(sum / 5, 6);
      });
    });
  });
});
