import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { ValidationResult } from '../../src/train/validate.ts';
import { detectCollapse, assertFiniteLoss, assertFiniteWeights } from '../../src/train/checks.ts';

const adviceThat = (matcher: unknown): unknown => expect.objectContaining({ advice: matcher });

test('a loss that is not finite is refused, with what to do', () => {
  assertFiniteLoss([0.1, 0.2], 8, true);
  expect(() => {
    assertFiniteLoss([0.1, NaN], 8, true);
  }).toThrow('at step 8 the losses are 0.1 and NaN');
  const refusal = (hasCheckpoint: boolean) => () => {
    assertFiniteLoss([Infinity], 0, hasCheckpoint);
  };
  expect(refusal(false)).toThrow(adviceThat(expect.stringMatching(/^Train anew.*--learning-rate/)));
  expect(refusal(true)).toThrow(adviceThat(expect.stringContaining('last checkpoint is still good')));
});

test('weights that are not finite are refused by name', async () => {
  const good = tf.variable(tf.tensor1d([1, 2]), true, 'good');
  const bad = tf.variable(tf.tensor1d([1, NaN]), true, 'bad');
  await assertFiniteWeights([good], true);
  await expect(assertFiniteWeights([good, bad], true)).rejects.toThrow('weights of bad');
  tf.dispose([good, bad]);
});

const resultsOf = (...diversities: readonly number[]) =>
  diversities.map((outputDiversity): ValidationResult => ({
    reconstructed: new Float32Array(),
    swapped: new Float32Array(),
    swapError: 20,
    outputDiversity,
  }));
const progress = (fraction: number, step = 1000) => ({ step, seconds: 1, fraction });

test('a decoder that was diverse is refused as soon as it has one output for all inputs', () => {
  const early = progress(0.05, 20);
  expect(detectCollapse(early, resultsOf(0.8, 0.1), false, true), 'early outputs vary a little, too').toBe(
    false,
  );
  expect(detectCollapse(early, resultsOf(0.8, 0.4), false, true)).toBe(true);
  expect(detectCollapse(early, resultsOf(0.8, 0.1), true, true)).toBe(true);
  expect(() => detectCollapse(early, resultsOf(0.8, 0.01), true, true)).toThrow('output diversity is 1.0 %');
});

test('a decoder with one output for all inputs is refused once it has had time to learn', () => {
  const results = resultsOf(0.8, 0.01);
  expect(detectCollapse(progress(0.1), results, false, true), 'too early to tell').toBe(false);
  expect(detectCollapse(progress(1, 999), results, false, true)).toBe(false);
  expect(detectCollapse(progress(1), results.slice(0, 1), false, true)).toBe(true);
  expect(detectCollapse(progress(1), [], false, true)).toBe(true);
  const collapse =
    (wasDiverse: boolean, hasCheckpoint = true) =>
    () => {
      detectCollapse(progress(0.3), results, wasDiverse, hasCheckpoint);
    };
  expect(collapse(true)).toThrow('output diversity is 1.0 %');
  expect(collapse(true)).toThrow(adviceThat(expect.stringContaining('last checkpoint is still good')));
  expect(collapse(false)).toThrow(adviceThat(expect.not.stringContaining('still good')));
  expect(collapse(true, false)).toThrow(adviceThat(expect.not.stringContaining('still good')));
});
