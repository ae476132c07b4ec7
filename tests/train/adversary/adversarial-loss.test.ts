import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { leastSquaresLoss, relativisticLoss } from '../../../src/train/adversary/adversarial-loss.ts';
import { on, useWasm } from '../../engine/backends.ts';
import { centralDifferences } from '../central-differences.ts';

beforeAll(useWasm);

/** Scores of three patches of each of two faces: true ones, and decoded ones. */
const TRUE = [1, 0.5, 0, 0.25, 0.75, -0.25];
const DECODED = [-0.5, 0.25, 0.125, 0.5, 0, 0.375];

const scores = (values: readonly number[]): tf.Tensor4D =>
  tf.tensor4d([...values], [values.length / 3, 1, 3, 1]);
const valueOf = (compute: () => tf.Scalar): number => tf.tidy(() => compute().dataSync()[0]);

const leastSquares = (values: readonly number[], label: number) =>
  valueOf(() => leastSquaresLoss(scores(values), label));
const relativistic = (higher: readonly number[], lower: readonly number[]) =>
  valueOf(() => relativisticLoss(scores(higher), scores(lower)));

test('the least-squares loss is what numpy gives for the mean of (score − label)²', () => {
  expect(leastSquares(DECODED, 1)).toBeCloseTo(0.8697916667, 6);
  expect(leastSquares(TRUE, 0.3)).toBeCloseTo(0.1879166667, 6);
  expect(leastSquares([0.3, 0.3, 0.3], 0.3)).toBe(0);
});

test('the relativistic loss is what numpy gives for its definition', () => {
  // mean((higher − mean(lower) − 1)²) + mean((lower − mean(higher) + 1)²)
  expect(relativistic(TRUE, DECODED)).toBeCloseTo(1.4114583333, 6);
  expect(relativistic(DECODED, TRUE)).toBeCloseTo(3.4114583333, 6);
  expect(relativistic([3, 3, 3], [2, 2, 2]), 'higher by 1').toBe(0);
  expect(relativistic([2, 2, 2], [2, 2, 2]), 'no difference').toBe(2);
});

describe('the gradient is that of central differences', () => {
  const cases = {
    'of the least-squares loss': {
      compute: (x: tf.Tensor4D) => leastSquaresLoss(x, 0.7),
      values: DECODED,
    },
    'of the relativistic loss, of what should score higher': {
      compute: (x: tf.Tensor4D) => relativisticLoss(x, scores(DECODED)),
      values: TRUE,
    },
    'of the relativistic loss, of what should score lower': {
      compute: (x: tf.Tensor4D) => relativisticLoss(scores(TRUE), x),
      values: DECODED,
    },
  };

  test.each(Object.entries(cases))('%s', async (_, { compute, values }) => {
    const gradientOf = () => [tf.grad((x) => compute(x as tf.Tensor4D))(scores(values))];
    const [found] = await on('wasm', gradientOf);
    await useWasm();
    const expected = centralDifferences((moved) => valueOf(() => compute(scores(moved))), values, 0.25);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
    expected.forEach((slope, i) => {
      expect(found[i]).toBeCloseTo(slope, 5);
    });
  });
});

describe('of a batch in parts', () => {
  const [first, second] = [TRUE.slice(0, 3), TRUE.slice(3)];

  test('the least-squares loss adds up, each part times its fraction of the batch', () => {
    const parts = [first, second].map((part) => leastSquares(part, 0.3));
    expect((parts[0] + parts[1]) / 2).toBeCloseTo(leastSquares(TRUE, 0.3), 6);
    expect(Math.abs(parts[0] - parts[1])).toBeGreaterThan(0.01);
  });

  test('the relativistic loss does not: its averages are over a part', () => {
    const parts = [relativistic(first, DECODED.slice(0, 3)), relativistic(second, DECODED.slice(3))];
    expect(parts[0]).toBeCloseTo(0.6944444444, 6);
    expect(parts[1]).toBeCloseTo(2.3819444444, 6);
    expect(Math.abs((parts[0] + parts[1]) / 2 - relativistic(TRUE, DECODED))).toBeGreaterThan(0.1);
  });
});

test('the losses keep no tensor but themselves', () => {
  const [one, other] = [TRUE, DECODED].map(scores);
  const before = tf.memory().numTensors;
  const losses = [leastSquaresLoss(one, 0.3), relativisticLoss(one, other)];
  expect(tf.memory().numTensors).toBe(before + 2);
  expect(losses.map(({ shape }) => shape)).toEqual([[], []]);
  tf.dispose([one, other, losses]);
});
