import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compare, on, random, RUNS, seeds, TOLERANCE, useWasm, worstError } from './backends.ts';

type Apply = (...operands: tf.Tensor[]) => tf.Tensor;

/** The value, and the gradient of each operand. */
function derived(apply: Apply, operands: tf.Tensor[], seed: number): tf.Tensor[] {
  const y = apply(...operands);
  return [y, ...tf.grads(apply)(operands, random(y.shape, seed))];
}

/** The gradient of a function of a gradient. */
function derivedTwice(apply: Apply, x: tf.Tensor): tf.Tensor {
  const slope = (x: tf.Tensor) => tf.grad((x) => tf.sum(tf.pow(apply(x), 3)))(x);
  return tf.grad((x) => tf.sum(tf.square(slope(x))))(x);
}

beforeAll(useWasm);

describe('softmax', () => {
  it('and its gradient are what the cpu backend computes, whatever the rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
        fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(1024, 1027)),
        fc.constantFrom(1, 3),
        seeds,
        async (rows, length, scale, seed) => {
          const errors = await compare(
            () => derived((x) => tf.softmax(x), [tf.mul(random([...rows, length], seed), scale)], seed + 1),
            1 / length,
          );
          for (const error of errors) expect(error).toBeLessThan(TOLERANCE);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('is exact: within 1e-6 of what double precision gives, and rows add up to 1', async () => {
    const [x, y] = await on('wasm', () => {
      const x = random([3, 1024], 1);
      return [x, tf.softmax(x)];
    });
    for (const row of [0, 1, 2]) {
      const exponents = Array.from(x.subarray(1024 * row, 1024 * (row + 1)));
      const largest = Math.max(...exponents);
      const powers = exponents.map((exponent) => Math.exp(exponent - largest));
      const sum = powers.reduce((a, b) => a + b);
      const actual = y.subarray(1024 * row, 1024 * (row + 1));
      actual.forEach((value, i) => {
        expect(Math.abs(value / (powers[i] / sum) - 1)).toBeLessThan(1e-6);
      });
      expect(actual.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
  });

  it('has no second derivative, and says so', async () => {
    await useWasm();
    const derive = () => derivedTwice((x) => tf.softmax(x), random([3, 6], 1));
    expect(() => tf.tidy(derive)).toThrow(/SoftmaxGrad/);
  });
});

describe('self-attention', () => {
  it('is what the cpu backend computes, with its gradients, batch by batch', async () => {
    const errors = await compare(
      () =>
        derived(
          (query, key, value) => tf.matMul(tf.softmax(tf.matMul(query, key, false, true)), value),
          [random([3, 66, 5], 1), random([3, 66, 5], 2), random([3, 66, 17], 3)],
          4,
        ),
      1,
    );
    for (const error of errors) expect(error).toBeLessThan(TOLERANCE);
  });
});

describe('upsampling by nearest neighbours', () => {
  it('writes each pixel four times, and its gradient is the sum of four, in every image', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...[3, 7, 7, 9].map((most) => fc.integer({ min: 1, max: most }))),
        seeds,
        async ([batch, height, width, channels], seed) => {
          const twice: [number, number] = [2 * height, 2 * width];
          const [x, y, dy, dx] = await on('wasm', () => {
            const x = random([batch, height, width, channels], seed);
            const dy = random([batch, ...twice, channels], seed + 1);
            const up = (x: tf.Tensor) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, twice);
            return [x, up(x), dy, tf.grad(up)(x, dy)];
          });
          const repeated = new Float32Array(y.length);
          const sums = new Float32Array(x.length);
          dy.forEach((value, i) => {
            const [channel, pixel] = [i % channels, Math.floor(i / channels)];
            const [column, row] = [pixel % twice[1], Math.floor(pixel / twice[1])]; // rows of all images
            const from = (Math.floor(row / 2) * width + Math.floor(column / 2)) * channels + channel;
            repeated[i] = x[from];
            sums[from] += value;
          });
          expect(y).toEqual(repeated);
          expect(worstError(dx, sums, 1)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('reflected padding', () => {
  const paddings: [number, number][] = [
    [0, 0],
    [1, 1],
    [2, 1],
    [0, 0],
  ];
  const pad = (x: tf.Tensor) => tf.mirrorPad(x, paddings, 'reflect');

  it('adds the gradient of each copy to that of its original', async () => {
    const [dx] = await on('wasm', () => [tf.grad(pad)(random([1, 2, 3, 1], 1), tf.ones([1, 4, 6, 1]))]);
    // Two rows, each copied once; of the three columns the middle one is copied twice, the last one once.
    expect([...dx]).toEqual([2, 6, 4, 2, 6, 4]);
  });

  it('moves only values: the gradient of the gradient is the padding again', async () => {
    const errors = await compare(() => [derivedTwice(pad, random([2, 4, 3, 5], 1))]);
    expect(errors[0]).toBeLessThan(TOLERANCE);
  });
});

describe.each([
  { layer: 'of 4 × 4 with a stride of 2', kernel: 4, stride: 2 },
  { layer: 'of 3 × 3 with a stride of 2', kernel: 3, stride: 2 },
  { layer: 'of 1 × 1', kernel: 1, stride: 1 },
])('a convolution $layer without a bias', ({ kernel, stride }) => {
  it('and its gradients are what the cpu backend computes', async () => {
    const errors = await compare(
      () =>
        derived(
          (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, 'same'),
          [random([3, 14, 12, 6], 1), random([kernel, kernel, 6, 20], 2)],
          3,
        ),
      1,
    );
    for (const error of errors) expect(error).toBeLessThan(TOLERANCE);
  });
});
