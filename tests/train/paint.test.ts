import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { Autoencoder } from '../../src/train/autoencoder.ts';
import { paint } from '../../src/train/paint.ts';
import { tinyPeople } from './tiny.ts';

test('every face is painted, in order, over as many batches as it takes', async () => {
  const [faces] = tinyPeople(1);
  const count = 70;
  const length = 3 * faces.side ** 2;
  const pixels = Uint8Array.from(
    { length: count * length },
    (_, i) => (i * 31 + Math.floor(i / length)) % 200,
  );
  const asked: [number, number][] = [];
  /** Adds ten levels for the target's number. */
  const model: Autoencoder = {
    parts: {},
    encode: (crops, source) => {
      asked.push([source, crops.shape[0]]);
      return crops;
    },
    decode: (latent, target) => tf.add(latent, (10 * target) / 255),
  };
  const before = tf.memory().numTensors;
  const done: number[] = [];
  const painted = await paint(model, { ...faces, count, pixels }, 1, 3, (n) => done.push(n));
  expect(tf.memory().numTensors).toBe(before);
  expect(painted).toEqual(pixels.map((value) => value + 30));
  expect(asked).toEqual([
    [1, 32],
    [1, 32],
    [1, 6],
  ]);
  expect(done).toEqual([32, 64, 70]);
});
