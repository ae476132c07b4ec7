import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { standardise } from '../../src/engine/kernels/standardise.ts';
import { on, random, RUNS, seeds, TOLERANCE, useWasm, worstError } from './backends.ts';

const EPSILON = 1e-3;

beforeAll(useWasm);

/** Value and gradient. */
const computed = (x: tf.Tensor, dy: tf.Tensor, epsilon = EPSILON): tf.Tensor[] => {
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => standardise(x, epsilon))(x, dy);
  return [value, grad];
};

/** By the definition, in loops and double precision. */
function byDefinition(x: Float32Array, images: number, epsilon: number): Float32Array {
  const count = x.length / images;
  const sum = (values: Float32Array, term: (value: number) => number) =>
    values.reduce((total, value) => total + term(value), 0);
  return Float32Array.from(x, (value, i) => {
    const first = i - (i % count);
    const image = x.subarray(first, first + count);
    const mean = sum(image, (v) => v) / count;
    const variance = sum(image, (v) => (v - mean) ** 2) / count;
    return (value - mean) / (Math.sqrt(variance) + epsilon);
  });
}

describe('an image is standardised', () => {
  it('with its gradient, as double precision and central differences have it', async () => {
    const shape: [number, number, number, number] = [2, 1, 2, 2];
    const expected = {
      y: [-1.0253728, -0.65251, 0.0932157, 1.5846671, -0.5766844, -0.5766844, -0.5766844, 1.7300531],
      dx: [0.2982138, -0.1491938, -0.2982833, 0.1492633, -0.3840128, -0.3840128, 0.7693559, -0.0013303],
    };
    for (const backend of ['wasm', 'cpu'] as const) {
      const [y, dx] = await on(backend, () =>
        computed(tf.tensor4d([1, 2, 4, 8, 3, 3, 3, 5], shape), tf.tensor4d([1, 0, 0, 2, 1, 1, 2, 0], shape)),
      );
      expect(worstError(y, Float32Array.from(expected.y)), backend).toBeLessThan(1e-6);
      expect(worstError(dx, Float32Array.from(expected.dx)), backend).toBeLessThan(1e-6);
    }
  });

  it('by itself, and by the definition', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 }),
        fc.constantFrom(-50, 0, 50),
        fc.constantFrom(EPSILON, 0.5),
        seeds,
        async (shape, centre, epsilon, seed) => {
          const [x, y] = await on('wasm', () => {
            const x = tf.add(random(shape, seed), centre);
            return [x, standardise(x, epsilon)];
          });
          expect(worstError(y, byDefinition(x, shape[0], epsilon), 1)).toBeLessThan(TOLERANCE);
        },
      ),
      // Two nearly equal values far from 0: rounding their mean to single precision would count.
      { numRuns: RUNS, examples: [[[6, 2], -50, EPSILON, 530]] },
    );
  });

  it('and loses no digits, however large', async () => {
    const [x, y] = await on('wasm', () => {
      const x = tf.add(random([1, 300, 300, 7], 1), 1000);
      return [x, standardise(x, EPSILON)];
    });
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    const deviation = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length);
    const expected = x.map((value) => (value - mean) / (deviation + EPSILON));
    expect(worstError(y, expected)).toBeLessThan(TOLERANCE);
  });
});

describe('an image of equal values', () => {
  it('becomes 0, and its gradient is that of its centred values alone', async () => {
    const shape: [number, number, number, number] = [2, 2, 1, 3];
    const dy = [1, 2, 3, 4, 5, 9, 0, 0, 0, 0, 0, 6];
    const expected = [-3, -2, -1, 0, 1, 5, -1, -1, -1, -1, -1, 5].map((value) => value / EPSILON);
    for (const backend of ['wasm', 'cpu'] as const) {
      const [y, dx] = await on(backend, () => computed(tf.fill(shape, 3), tf.tensor4d(dy, shape)));
      expect(Math.max(...y.map(Math.abs)), backend).toBe(0);
      expect(worstError(dx, Float32Array.from(expected)), backend).toBeLessThan(1e-6);
    }
  });

  it('becomes 0 on wasm, even if their sum in single precision is rounded', async () => {
    const [y] = await on('wasm', () => [standardise(tf.fill([2, 33, 7, 3], 0.1), EPSILON)]);
    expect(Math.max(...y.map(Math.abs))).toBe(0);
  });
});

it('a second derivative on wasm is refused by name', async () => {
  await useWasm();
  const slope = (x: tf.Tensor) => tf.grad((x) => tf.sum(tf.pow(standardise(x, EPSILON), 3)))(x);
  const derive = () => tf.grad((x) => tf.sum(tf.square(slope(x))))(random([2, 3], 1));
  expect(() => tf.tidy(derive)).toThrow(/StandardiseGradient/);
});

it('an epsilon that is not above 0 is refused', () => {
  const x = random([1, 2], 1);
  for (const epsilon of [0, -1, NaN]) expect(() => standardise(x, epsilon)).toThrow(RangeError);
  x.dispose();
});
