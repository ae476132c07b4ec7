import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import type { Start } from '../../../src/train/config/names.ts';
import { meanFace } from '../../../src/train/dataset/face-dataset.ts';
import { subtractMeanFaces } from '../../../src/train/models/light-nets.ts';
import { lightweight } from '../../../src/train/models/lightweight.ts';
import { faces, options } from './build-options.ts';

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
});
afterEach(() => {
  tf.disposeVariables();
});

test.each([true, false])('from nothing, an encoder sees the mean face as zero; with flips %s', (flip) => {
  const { 'mean-face-1': view } = lightweight.build({ ...options(2, 1), flip });
  const seen = tf.tidy(() => {
    const one = tf.div(tf.tensor4d(meanFace(faces[1]), [1, 64, 64, 3]), 255);
    const symmetric = flip ? tf.div(tf.add(one, tf.reverse(one, 2)), 2) : one;
    return view.predictOnBatch(tf.concat([symmetric, tf.zerosLike(symmetric)])) as tf.Tensor4D;
  });
  const [ofMeanFace, ofBlack] = seen.arraySync();
  seen.dispose();
  expect(Math.max(...ofMeanFace.flat(2).map(Math.abs))).toBe(0);
  // One colour of one place, and with flips that of its place in a mirror, too.
  const [row, column, colour] = [20, 9, 1];
  const mean = meanFace(faces[1]);
  const at = (x: number) => mean[3 * (64 * row + x) + colour] / 255;
  expect(at(column)).not.toBeCloseTo(at(63 - column), 3);
  const expected = flip ? (at(column) + at(63 - column)) / 2 : at(column);
  expect(ofBlack[row][column][colour]).toBeCloseTo(-expected, 6);
});

test('from a crowd, an encoder sees beside the difference who it is looking at; from nothing, zeros', () => {
  const shownBy = (start: Start) => {
    const { 'mean-face-1': view } = subtractMeanFaces({ ...options(2, 1), start });
    return tf.tidy(() => {
      const seen = view.predictOnBatch(tf.zeros([1, 64, 64, 3])) as tf.Tensor4D;
      return tf.split(seen, 2, 3).map((part) => part.dataSync());
    });
  };
  const mean = Array.from(meanFace(faces[1]), (value) => value / 255);
  const [difference, identity] = shownBy('crowd');
  for (const at of [0, 1000, 12_287]) {
    expect(difference[at]).toBeCloseTo(-mean[at], 6);
    expect(identity[at]).toBeCloseTo(mean[at] - 0.5, 6);
  }
  expect(shownBy('nothing')[0]).toEqual(difference);
  expect(Math.max(...shownBy('nothing')[1].map(Math.abs))).toBe(0);
});
