import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compare, on, random, RUNS, seeds, TOLERANCE, useWasm } from '../backends.ts';
import { convolve, convolved, operands, type Case, type Padding } from './case.ts';

const channels = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  // Whole panels, and what Winograd is used for.
  fc.constantFrom(3, 8, 9, 12, 16, 24, 33),
);

const around = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));

/** Half of them of the shapes for which there is a faster way: Winograd's, and images with few channels. */
const convolutions: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 13 }),
    width: fc.integer({ min: 1, max: 13 }),
    channels,
    filters: channels,
    form: fc.oneof(
      fc.constantFrom([3, 3, 1, 1], [5, 5, 2, 2], [5, 5, 1, 1]),
      fc.tuple(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
      ),
    ),
    pad: fc.oneof(
      fc.constantFrom<Padding>('same', 'valid'),
      fc.tuple(around, around).map(([y, x]): Padding => [[0, 0], y, x, [0, 0]]),
    ),
    seed: seeds,
  })
  .map(({ form: [ky, kx, sy, sx], ...rest }): Case => ({ ...rest, kernel: [ky, kx], stride: [sy, sx] }))
  .filter(({ height, width, kernel, pad }) => {
    if (pad === 'same') return true;
    const [y, x] =
      pad === 'valid'
        ? [
            [0, 0],
            [0, 0],
          ]
        : [pad[1], pad[2]];
    return height + y[0] + y[1] >= kernel[0] && width + x[0] + x[1] >= kernel[1];
  });

/** The only output pixel sees none of the image. */
const onlyPadding: Case = {
  batch: 1,
  height: 1,
  width: 1,
  channels: 3,
  filters: 1,
  kernel: [1, 1],
  stride: [1, 3],
  pad: [
    [0, 0],
    [0, 0],
    [2, 0],
    [0, 0],
  ],
  seed: 1,
};

beforeAll(useWasm);

describe('a convolution', () => {
  it('with and without a bias, and both its gradients, are what the cpu backend computes, whatever the shapes', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (given) => {
        const errors = await compare(() => convolved(given), 1);
        for (const error of errors) expect(error).toBeLessThan(TOLERANCE);
      }),
      { numRuns: RUNS, examples: [[onlyPadding]] },
    );
  });

  it('changes with its input and its weights as its gradients say (it is linear in each)', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (given) => {
        await on('wasm', () => {
          const { x, w } = operands(given);
          const dy = random(convolve(x, w, given).shape, given.seed + 2);
          const loss = (x: tf.Tensor, w: tf.Tensor) =>
            tf.sum(tf.mul(convolve(x as tf.Tensor4D, w as tf.Tensor4D, given), dy));
          const [dx, dw] = tf.grads(loss)([x, w]) as [tf.Tensor, tf.Tensor];
          const stepX = random(x.shape, given.seed + 3);
          const stepW = random(w.shape, given.seed + 4);
          const value = (t: tf.Tensor) => t.dataSync()[0];
          const scale = (a: tf.Tensor, b: tf.Tensor) => value(tf.sum(tf.abs(tf.mul(a, b))));
          const changeX = value(loss(tf.add(x, stepX), w)) - value(loss(x, w));
          const changeW = value(loss(x, tf.add(w, stepW))) - value(loss(x, w));
          const slack = 1e-4 * (scale(dx, stepX) + scale(dw, stepW) + scale(dx, x) + 1e-3);
          expect(Math.abs(changeX - value(tf.sum(tf.mul(dx, stepX))))).toBeLessThan(slack);
          expect(Math.abs(changeW - value(tf.sum(tf.mul(dw, stepW))))).toBeLessThan(slack);
          return [];
        });
      }),
      { numRuns: RUNS },
    );
  });
});
