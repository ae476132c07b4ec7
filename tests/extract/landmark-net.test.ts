import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildLandmarkNet, LANDMARKS } from '../../src/extract/landmark-net.ts';
import { SoftArgmax } from '../../src/nets/soft-argmax.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';

beforeAll(() => chooseBackend(nodeBackends(), 'wasm'));
const SIZE = { edges: 4, near: [6, 8], around: 12, both: 10 } as const;
let net: tf.LayersModel;
beforeAll(() => {
  net = buildLandmarkNet(1, SIZE);
});
afterAll(() => {
  net.dispose();
});

test('a soft argmax is where a sharp peak is, and half way between two equal ones', () => {
  const heat = tf.tidy(() => {
    const buffer = tf.buffer([1, 4, 8, 3]);
    buffer.set(50, 0, 1, 2, 0);
    buffer.set(50, 0, 3, 7, 1);
    buffer.set(50, 0, 0, 0, 2);
    buffer.set(50, 0, 2, 4, 2);
    return (new SoftArgmax().apply(buffer.toTensor()) as tf.Tensor).arraySync() as number[][][];
  });
  const expected = [
    [2.5 / 8 - 0.5, 1.5 / 4 - 0.5],
    [7.5 / 8 - 0.5, 3.5 / 4 - 0.5],
    [2.5 / 8 - 0.5, 1.5 / 4 - 0.5],
  ];
  heat[0].forEach((place, map) => {
    place.forEach((value, axis) => {
      expect(value).toBeCloseTo(expected[map][axis], 5);
    });
  });
});

test('a flat map points at the middle, and its gradient pulls towards where it should', () => {
  const gradient = tf.tidy(() => {
    const right = (x: tf.Tensor) =>
      tf.sum(tf.slice(new SoftArgmax().apply(x) as tf.Tensor, [0, 0, 0], [1, 1, 1]));
    const flat = tf.zeros([1, 2, 4, 1]);
    expect(right(flat).dataSync()[0]).toBeCloseTo(0, 6);
    return [...tf.grad(right)(flat).dataSync()];
  });
  // d(Σ wᵢ xᵢ)/dhᵢ = wᵢ (xᵢ − mean), wᵢ = 1/8.
  [-0.375, -0.125, 0.125, 0.375, -0.375, -0.125, 0.125, 0.375].forEach((x, i) => {
    expect(gradient[i]).toBeCloseTo(x / 8, 6);
  });
});

test('the network gives a position and a log scale for every landmark, the same for the same seed, and leaks nothing', () => {
  const before = tf.memory().numTensors;
  const outputs = tf.tidy(() => {
    const x = tf.randomUniform([2, 64, 64, 3], -0.5, 0.5, 'float32', 5);
    const other = buildLandmarkNet(1, SIZE);
    const results = [net, other].map((model) =>
      (model.predict(x) as tf.Tensor[]).map((output) => ({
        shape: output.shape,
        values: [...output.dataSync()],
      })),
    );
    other.dispose();
    return results;
  });
  expect(outputs[0].map(({ shape }) => shape)).toEqual([
    [2, LANDMARKS, 2],
    [2, LANDMARKS],
  ]);
  expect(outputs[1]).toEqual(outputs[0]);
  expect(Math.max(...outputs[0][0].values.map(Math.abs))).toBeLessThan(0.5);
  expect(tf.memory().numTensors).toBe(before);
});
