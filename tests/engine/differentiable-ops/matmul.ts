import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { flag, from, size, type DifferentiableOp } from './example.ts';

export const matmul: Readonly<Record<string, DifferentiableOp>> = {
  matMul: {
    examples: from(
      fc.record({
        sizes: fc.tuple(size(1, 9), size(1, 9), size(1, 9)),
        batches: fc.constantFrom<[number[], number[]]>(
          [[], []],
          [[2], [2]],
          [[3], [1]],
          [[1], [2]],
          [
            [2, 2],
            [2, 2],
          ],
        ),
        transposeA: flag,
        transposeB: flag,
      }),
      ({ sizes: [m, k, n], batches: [batchA, batchB], transposeA, transposeB }) => ({
        shapes: [
          [...batchA, ...(transposeA ? [k, m] : [m, k])],
          [...batchB, ...(transposeB ? [n, k] : [k, n])],
        ],
        apply: (a, b) => tf.matMul(a, b, transposeA, transposeB),
      }),
    ),
  },
};
