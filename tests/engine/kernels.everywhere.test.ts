import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { heapOf } from '../../src/engine/kernels/register.ts';
import { compare, on, random, RUNS, seeds, TOLERANCE, useWasm, worstError } from './backends.ts';

beforeAll(useWasm);

describe('matMul', () => {
  const size = fc.integer({ min: 1, max: 70 });

  it('is what the cpu backend computes, with either factor transposed, and by batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          m: size,
          k: fc.oneof(size, fc.constantFrom(256, 257, 600)),
          n: size,
          batches: fc.constantFrom<[number[], number[]]>(
            [[], []],
            [[2], [2]],
            [[3], [1]],
            [[1], [2]],
            [
              [2, 2],
              [2, 2],
            ],
            [
              [2, 1],
              [1, 3],
            ],
          ),
          transposeA: fc.boolean(),
          transposeB: fc.boolean(),
          seed: seeds,
        }),
        async ({ m, k, n, batches: [batchA, batchB], transposeA, transposeB, seed }) => {
          const errors = await compare(() => {
            const a = random([...batchA, ...(transposeA ? [k, m] : [m, k])], seed);
            const b = random([...batchB, ...(transposeB ? [n, k] : [k, n])], seed + 1);
            const bias = random([n], seed + 2);
            const fused = { a, b, transposeA, transposeB, bias, activation: 'relu' } as const;
            const product = tf.matMul(a, b, transposeA, transposeB);
            return batchA.length === 0 ? [product, tf.fused.matMul(fused)] : [product];
          }, 1);
          for (const error of errors) expect(error).toBeLessThan(TOLERANCE);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('finite differences', () => {
  const value = (t: tf.Tensor) => t.dataSync()[0];

  /** Whether a loss that is linear along a step changes by what its gradient says, to rounding. */
  const expectSlope = (loss: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, step: tf.Tensor) => {
    const dx = tf.grad(loss)(x);
    const change = value(loss(tf.add(x, step))) - value(loss(x));
    const parts = tf.add(tf.abs(tf.mul(dx, step)), tf.abs(tf.mul(dx, x)));
    expect(Math.abs(change - value(tf.sum(tf.mul(dx, step))))).toBeLessThan(
      1e-4 * (value(tf.sum(parts)) + 1e-3),
    );
  };

  it('of a product of matrices are its gradients, with either factor transposed', async () => {
    const size = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(size, size, size),
        fc.boolean(),
        fc.boolean(),
        seeds,
        async ([m, k, n], transposeA, transposeB, seed) => {
          await on('wasm', () => {
            const a = random(transposeA ? [k, m] : [m, k], seed);
            const b = random(transposeB ? [n, k] : [k, n], seed + 1);
            const dy = random([m, n], seed + 2);
            const loss = (a: tf.Tensor, b: tf.Tensor) =>
              tf.sum(tf.mul(tf.matMul(a, b, transposeA, transposeB), dy));
            expectSlope((a) => loss(a, b), a, random(a.shape, seed + 3));
            expectSlope((b) => loss(a, b), b, random(b.shape, seed + 4));
            return [];
          });
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('of LeakyReLU are its gradient, on either side of zero', async () => {
    await on('wasm', () => {
      const x = random([7, 50], 1);
      const apart = tf.mul(tf.sign(x), tf.add(tf.abs(x), 1));
      const dy = random([7, 50], 2);
      const step = tf.clipByValue(random([7, 50], 3), -0.9, 0.9);
      expectSlope((x) => tf.sum(tf.mul(tf.leakyRelu(x, 0.1), dy)), apart, step);
      return [];
    });
  });
});

describe('element by element', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

  it('LeakyReLU and its gradient are what the cpu backend computes, at zero too', async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
        seeds,
        async (shape, alpha, seed) => {
          const errors = await compare(() => {
            const x = tf.round(random(shape, seed));
            const dy = random(shape, seed + 1);
            return [tf.leakyRelu(x, alpha), tf.grad((x) => tf.leakyRelu(x, alpha))(x, dy)];
          });
          expect(Math.max(...errors)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('LeakyReLU has a second derivative', async () => {
    const errors = await compare(() => {
      const x = random([3, 5], 1);
      const twice = (x: tf.Tensor) =>
        tf.sum(tf.square(tf.grad((x) => tf.sum(tf.square(tf.leakyRelu(x, 0.1))))(x)));
      return [tf.grad(twice)(x)];
    });
    expect(errors[0]).toBeLessThan(1e-6);
  });

  it('depthToSpace, its gradient and its second derivative move every value to its place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 1, max: 4 }))),
        fc.integer({ min: 2, max: 4 }),
        async ([batch, height, width, depth], block) => {
          const shape = [batch, height, width, depth * block ** 2] as [number, number, number, number];
          await on('wasm', () => {
            const x = random(shape, 1) as tf.Tensor4D;
            const y = tf.depthToSpace(x, block, 'NHWC');
            // Written out: y[b, h·block + i, w·block + j, c] = x[b, h, w, (i·block + j)·depth + c].
            const blocks = tf.reshape(x, [batch * height, width, block, block * depth]);
            const expected = tf.reshape(tf.transpose(blocks, [0, 2, 1, 3]), y.shape);
            expect(worstError(Float32Array.from(y.dataSync()), Float32Array.from(expected.dataSync()))).toBe(
              0,
            );
            const shuffle = (x: tf.Tensor) => tf.depthToSpace(x as tf.Tensor4D, block, 'NHWC');
            const back = tf.grad(shuffle)(x, y);
            expect(worstError(Float32Array.from(back.dataSync()), Float32Array.from(x.dataSync()))).toBe(0);
            const inner = (y: tf.Tensor) => tf.grad(shuffle)(x, y);
            const again = tf.grad(inner)(y, x);
            expect(worstError(Float32Array.from(again.dataSync()), Float32Array.from(y.dataSync()))).toBe(0);
            return [];
          });
        },
      ),
      { numRuns: 20 },
    );
  });

  it('depthToSpace has a gradient on every backend', async () => {
    const errors = await compare(() => {
      const x = random([2, 3, 2, 12], 1) as tf.Tensor4D;
      const shuffle = (x: tf.Tensor) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC');
      return [tf.grad(shuffle)(x, random([2, 6, 4, 3], 2))];
    });
    expect(errors).toEqual([0]);
  });

  it('sums are what the cpu backend computes, over any axes', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(15), fc.boolean(), seeds, async (shape, mask, keepDims, seed) => {
        const axes = shape.flatMap((_, i) => ((mask >> i) & 1 ? [i % 2 ? i : i - shape.length] : []));
        const errors = await compare(() => [
          // Positive numbers: the sum of others may be as near to nothing as their rounding errors.
          tf.sum(tf.abs(random(shape, seed)), axes.length > 0 ? axes : undefined, keepDims),
        ]);
        expect(errors[0]).toBeLessThan(TOLERANCE);
      }),
      { numRuns: RUNS },
    );
  });

  it('sums of a hundred thousand equal numbers lose no digits', async () => {
    const errors = await compare(() => [
      tf.sum(tf.fill([100_000, 7], 0.1), 0),
      tf.sum(tf.fill([40, 50, 60, 4], 0.7), [0, 1, 2]),
    ]);
    for (const error of errors) expect(error).toBeLessThan(TOLERANCE);
  });

  it('a clone shares its values, and outlives its original', async () => {
    await useWasm();
    const x = tf.tensor1d([1, 2, 3]);
    const copy = x.clone();
    expect(heapOf(tf.backend()).address(copy)).toBe(heapOf(tf.backend()).address(x));
    x.dispose();
    expect([...copy.dataSync()]).toEqual([1, 2, 3]);
    copy.dispose();
  });
});
