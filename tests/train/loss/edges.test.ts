import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { edgeLoss } from '../../../src/train/loss/edges.ts';
import { compare, on, TOLERANCE, useWasm } from '../../engine/backends.ts';
import { centralDifferences, scattered } from '../central-differences.ts';

beforeAll(useWasm);

/** Two pictures of 4 × 5 pixels. */
const [HEIGHT, WIDTH] = [4, 5];
const AREA = HEIGHT * WIDTH;
const RECONSTRUCTION = scattered(2 * AREA * 3, 37);
const TARGETS = scattered(2 * AREA * 3, 61);
const WEIGHTS = scattered(2 * AREA, 23);

const rgb = (values: readonly number[]) =>
  tf.tensor4d([...values], [values.length / AREA / 3, HEIGHT, WIDTH, 3]);
const ofPixels = (values: readonly number[]) =>
  tf.tensor4d([...values], [values.length / AREA, HEIGHT, WIDTH, 1]);

/** The loss and its gradient. */
const compute = (reconstruction = RECONSTRUCTION, targets = TARGETS, weights = WEIGHTS): tf.Tensor[] => {
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
    edgeLoss(x as tf.Tensor4D, rgb(targets), ofPixels(weights)),
  )(rgb(reconstruction));
  return [value, grad];
};

/** The loss by its definition, in loops and double precision. */
function oracle(reconstruction: readonly number[], targets = TARGETS, weights = WEIGHTS): number {
  const images = weights.length / AREA;
  let loss = 0;
  for (let image = 0; image < images; image++) {
    for (const [down, right] of [
      [1, 0],
      [0, 1],
    ]) {
      let sum = 0;
      let total = 0;
      for (let y = 0; y < HEIGHT - 1; y++) {
        for (let x = 0; x < WIDTH - 1; x++) {
          const pixel = image * AREA + y * WIDTH + x;
          const next = pixel + down * WIDTH + right;
          for (let channel = 0; channel < 3; channel++) {
            const edge = (values: readonly number[]) =>
              Math.abs(values[3 * next + channel] - values[3 * pixel + channel]);
            sum += (weights[pixel] * Math.abs(edge(reconstruction) - edge(targets))) / 3;
          }
          total += weights[pixel];
        }
      }
      if (total > 0) loss += sum / total / images;
    }
  }
  return loss;
}

describe('the loss of edges', () => {
  test('is what numpy gives', async () => {
    for (const backend of ['wasm', 'cpu'] as const) {
      const [[loss]] = await on(backend, () => compute());
      expect(loss, backend).toBeCloseTo(0.7281552558891464, 5);
    }
    expect(oracle(RECONSTRUCTION), 'the oracle').toBeCloseTo(0.7281552558891464, 12);
  });

  test('is 2 of stripes of black and white beside a flat picture, and 0 of another brightness', async () => {
    const chessboard = Array.from({ length: AREA * 3 }, (_, i) => {
      const pixel = Math.floor(i / 3);
      return (Math.floor(pixel / WIDTH) + (pixel % WIDTH)) % 2;
    });
    const flat = chessboard.map(() => 0.5);
    const ones = Array.from({ length: AREA }, () => 1);
    const [[most]] = await on('wasm', () => compute(chessboard, flat, ones));
    expect(most).toBeCloseTo(2, 6);
    const brighter = chessboard.map((value) => 0.25 + value / 2);
    const darker = chessboard.map((value) => value / 2);
    const [[none]] = await on('wasm', () => compute(brighter, darker, ones));
    expect(none).toBeCloseTo(0, 6);
  });

  test('has the gradient of central differences', async () => {
    const [, gradient] = await on('wasm', () => compute());
    // The pictures are of whole hundredths, and no absolute value has its corner among them.
    const expected = centralDifferences((moved) => oracle(moved), RECONSTRUCTION, 1e-4);
    expected.forEach((slope, i) => {
      expect(gradient[i]).toBeCloseTo(slope, 5);
    });
    expect(expected.filter((slope) => slope !== 0).length).toBeGreaterThan(60);
  });

  test('is the same on wasm and on cpu, and so is its gradient', async () => {
    for (const error of await compare(() => compute())) expect(error).toBeLessThan(TOLERANCE);
  });

  test('of a batch is the sum of its parts, each times its fraction of the batch', async () => {
    const part = (image: number) => {
      const cut = (values: readonly number[], channels: number) =>
        values.slice(image * AREA * channels, (image + 1) * AREA * channels);
      return [cut(RECONSTRUCTION, 3), cut(TARGETS, 3), cut(WEIGHTS, 1)] as const;
    };
    const [[whole], [first], [second]] = await on('wasm', () => [
      compute()[0],
      compute(...part(0))[0],
      compute(...part(1))[0],
    ]);
    expect((first + second) / 2).toBeCloseTo(whole, 6);
    expect(Math.abs(first - second)).toBeGreaterThan(1e-3);
  });

  test('of an image without weight is 0, and so is its gradient', async () => {
    const weights = WEIGHTS.map((weight, i) => (i < AREA ? 0 : weight));
    const [[loss], gradient] = await on('wasm', () => compute(RECONSTRUCTION, TARGETS, weights));
    const own = RECONSTRUCTION.slice(3 * AREA);
    expect(loss).toBeCloseTo(oracle(own, TARGETS.slice(3 * AREA), WEIGHTS.slice(AREA)) / 2, 5);
    expect(gradient.every(Number.isFinite)).toBe(true);
    expect(gradient.slice(0, 3 * AREA).every((slope) => slope === 0)).toBe(true);
    expect(gradient.slice(3 * AREA).some((slope) => slope !== 0)).toBe(true);
  });

  test('keeps no tensor but itself', () => {
    const pictures = rgb(TARGETS);
    const weights = ofPixels(WEIGHTS);
    const before = tf.memory().numTensors;
    const loss = edgeLoss(pictures, pictures, weights);
    expect(loss.shape).toEqual([]);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([pictures, weights, loss]);
  });
});
