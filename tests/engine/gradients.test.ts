import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { on, random, TOLERANCE, useWasm, worstError } from './backends.ts';
import { differentiableOps } from './differentiable-ops.ts';
import type { Example } from './differentiable-ops/example.ts';

const RUNS = 20;

const seeds = fc.integer({ min: 1, max: 1e6 });

/** Multiples of a quarter about a centre: many are equal, as maxima may be, and some are zero. */
const quantized = (shape: number[], seed: number, centre: number): tf.Tensor =>
  tf.add(tf.div(tf.round(tf.mul(random(shape, seed), 4)), 4), centre);

/**
 * All different, 4/n apart between −2 and 2, in random order. With a few hundred values, a small step reaches
 * neither the next value, nor one of another operand, nor a kink at a multiple of a quarter.
 */
function spread(shape: number[], seed: number, i: number): tf.Tensor {
  const count = tf.util.sizeFromShape(shape);
  const { indices } = tf.topk(random([count], seed + i), count);
  return tf.reshape(tf.sub(tf.mul(tf.add(indices, (3 + 2 * i) / 16), 4 / count), 2), shape);
}

const aboveHalf = (x: tf.Tensor): tf.Tensor => tf.add(tf.abs(x), 0.5);

const lossOf =
  ({ apply }: Example, dy: tf.Tensor) =>
  (...operands: tf.Tensor[]): tf.Scalar =>
    tf.sum(tf.mul(apply(...operands), dy));

beforeAll(useWasm);

describe('the value and the gradients that the cpu backend computes are those of', () => {
  it.each(Object.entries(differentiableOps))('%s', async (_, { examples, positive }) => {
    await fc.assert(
      fc.asyncProperty(examples, seeds, fc.constantFrom(-4, 0, 4), async (example, seed, centre) => {
        const compute = () => {
          const drawn = example.shapes.map((shape, i) => quantized(shape, seed + i, centre));
          const operands = positive ? drawn.map(aboveHalf) : drawn;
          const y = example.apply(...operands);
          return [y, ...tf.grads(lossOf(example, random(y.shape, seed + 100)))(operands)];
        };
        const expected = await on('cpu', compute);
        const actual = await on('wasm', compute);
        actual.forEach((values, i) => {
          expect(worstError(values, expected[i], 1), example.label).toBeLessThan(TOLERANCE);
        });
      }),
      { numRuns: RUNS },
    );
  });
});

describe('finite differences agree with the gradients of', () => {
  it.each(Object.entries(differentiableOps).filter(([, { jumps }]) => !jumps))(
    '%s',
    async (name, { examples, positive }) => {
      await fc.assert(
        fc.asyncProperty(examples, seeds, async (example, seed) => {
          await on('wasm', () => {
            const drawn = example.shapes.map((shape, i) => spread(shape, seed, i));
            const operands = positive ? drawn.map(aboveHalf) : drawn;
            const loss = lossOf(example, random(example.apply(...operands).shape, seed + 100));
            const gradients = tf.grads(loss)(operands);
            const step = 2 ** -11;
            const steps = operands.map(({ shape }, i) =>
              tf.mul(tf.sign(random(shape, seed + 200 + i)), step),
            );
            const change = tf.sub(
              loss(...operands.map((operand, i) => tf.add(operand, steps[i]))),
              loss(...operands.map((operand, i) => tf.sub(operand, steps[i]))),
            );
            const parts = tf.concat(
              gradients.map((gradient, i) => tf.reshape(tf.mul(gradient, steps[i]), [-1])),
            );
            const [actual, expected, size] = [change, tf.mul(tf.sum(parts), 2), tf.norm(parts)].map(
              (t) => t.dataSync()[0],
            );
            expect(Math.abs(actual - expected), `${name}: ${example.label}`).toBeLessThan(0.05 * size + 2e-6);
            return [];
          });
        }),
        { numRuns: RUNS },
      );
    },
  );
});
