import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildDetector } from '../../src/detect/detector-net.ts';
import { fuse } from '../../src/nets/fused-network.ts';
import { variablesOf } from '../../src/nets/variables.ts';
import { on, TOLERANCE, useWasm, worstError } from '../engine/backends.ts';

const SIDE = 64;

beforeAll(useWasm);

const crops = (count: number) => tf.randomUniform([count, SIDE, SIDE, 3], -0.5, 0.5, 'float32', 5);

test('has few parameters: a filter, five convolutions of 3 × 3, and a weight for each of the last features', () => {
  const net = buildDetector(1);
  const convolutions = [
    [3, 16],
    [16, 24],
    [24, 32],
    [32, 64],
    [64, 64],
  ];
  const expected = convolutions.reduce((sum, [from, to]) => sum + (9 * from + 1) * to, 9 * 3 + 64 + 1);
  expect(net.countParams()).toBe(expected);
  expect(expected).toBe(66_388);
  expect(variablesOf(net).map(({ shape }) => shape)).not.toContainEqual([3, 3, 3, 1]);
  net.dispose();
});

test('the first layer that learns keeps every pixel but those of the edge', () => {
  const net = buildDetector(1);
  expect(net.layers[2].outputShape).toEqual([null, SIDE - 2, SIDE - 2, 16]);
  net.dispose();
});

test('the filter takes from each pixel the mean of its neighbourhood, by the weights 1 2 1, amplified', async () => {
  const net = buildDetector(1);
  const [filtered] = await on('wasm', () => [net.layers[1].apply(crops(1)) as tf.Tensor]);
  const [pixels] = await on('wasm', () => [crops(1)]);
  const at = (x: number, y: number, channel: number) => pixels[3 * (y * SIDE + x) + channel];
  for (const [x, y, channel] of [
    [1, 1, 0],
    [20, 7, 1],
    [62, 62, 2],
  ]) {
    let around = 0;
    for (const [dx, dy] of [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => [i, j])))
      around += ((2 - Math.abs(dx)) * (2 - Math.abs(dy)) * at(x + dx, y + dy, channel)) / 16;
    const found = filtered[3 * ((y - 1) * (SIDE - 2) + x - 1) + channel];
    expect(found).toBeCloseTo(10 * (at(x, y, channel) - around), 5);
  }
  net.dispose();
});

test('sees nothing of colours and of their slow changes', () => {
  const net = buildDetector(1);
  tf.tidy(() => {
    const ramp = tf.linspace(-0.5, 0.5, SIDE).reshape([1, 1, SIDE, 1]).tile([1, SIDE, 1, 3]);
    for (const crop of [tf.fill([1, SIDE, SIDE, 3], 0.3), ramp])
      expect((net.predict(crop) as tf.Tensor).dataSync()[0]).toBeCloseTo(0, 4);
    expect(Math.abs((net.predict(crops(1)) as tf.Tensor).dataSync()[0])).toBeGreaterThan(0.01);
  });
  net.dispose();
});

test('gives a number for each crop, the same for the same seed, and leaves no tensor behind', () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const [first, again, other] = [1, 1, 2].map((seed) => {
      const net = buildDetector(seed);
      const logits = net.predict(crops(3)) as tf.Tensor;
      expect(logits.shape).toEqual([3, 1]);
      net.dispose();
      return [...logits.dataSync()];
    });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first).size).toBe(3);
  });
  expect(tf.memory().numTensors).toBe(before);
});

describe('the gradients of its weights', () => {
  /** The cross-entropy of a render, as a training has it. */
  const lossOf = (logits: (x: tf.Tensor) => tf.Tensor) => tf.sum<tf.Scalar>(tf.softplus(logits(crops(1))));

  test('are those that the cpu backend computes from the layers', async () => {
    await useWasm();
    const net = buildDetector(3);
    const compute = (logits: (x: tf.Tensor) => tf.Tensor) => () => {
      const { value, grads } = tf.variableGrads(() => lossOf(logits), variablesOf(net));
      return [value, ...variablesOf(net).map(({ name }) => grads[name])];
    };
    const expected = await on(
      'cpu',
      compute((x) => net.apply(x) as tf.Tensor),
    );
    const actual = await on('wasm', compute(fuse(net)));
    expect(actual).toHaveLength(1 + 12);
    actual.forEach((values, i) => {
      expect(worstError(values, expected[i]), `tensor ${i}`).toBeLessThan(TOLERANCE);
    });
    net.dispose();
  });

  // The last layer has no kink, so the loss is smooth in its weights; along the others, kinks are rare enough.
  test('are the slopes of the loss, by central differences along each weight’s gradient', async () => {
    await useWasm();
    const net = buildDetector(3);
    const logits = fuse(net);
    const variables = variablesOf(net);
    const value = (loss: tf.Scalar) => loss.dataSync()[0];
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => lossOf(logits), variables);
      for (const variable of variables) {
        const slope = grads[variable.name];
        const length = value(tf.norm(slope) as tf.Scalar);
        expect(length, variable.name).toBeGreaterThan(0);
        const step = tf.mul(slope, STEP / length ** 2); // changes the loss by about STEP
        const start = tf.clone(variable);
        const [above, below] = [tf.add(start, step), tf.sub(start, step)].map((moved) => {
          variable.assign(moved);
          return value(lossOf(logits));
        });
        variable.assign(start);
        expect((above - below) / (2 * STEP), variable.name).toBeCloseTo(1, 1);
      }
    });
    net.dispose();
  });
});

/** By how much central differences change the loss: far more than its rounding, far less than its size. */
const STEP = 1e-3;
