import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { Attempt } from '../../src/train/held-out.ts';
import { refuseCollapse, refuseDivergence, refuseNonsense } from '../../src/train/refusals.ts';

const adviceThat = (matcher: unknown): unknown => expect.objectContaining({ advice: matcher });

test('a loss that is no number is refused, with what to do', () => {
  refuseDivergence([0.1, 0.2], 7, true);
  expect(() => {
    refuseDivergence([0.1, NaN], 7, true);
  }).toThrow('at step 8 the losses are 0.1 and NaN');
  const refusal = (saved: boolean) => () => {
    refuseDivergence([Infinity], 0, saved);
  };
  expect(refusal(false)).toThrow(adviceThat(expect.stringMatching(/^Train anew.*--learning-rate/)));
  expect(refusal(true)).toThrow(adviceThat(expect.stringContaining('saved before is still good')));
});

test('weights that are no numbers are refused by name', async () => {
  const good = tf.variable(tf.tensor1d([1, 2]), true, 'good');
  const bad = tf.variable(tf.tensor1d([1, NaN]), true, 'bad');
  await refuseNonsense([good], true);
  await expect(refuseNonsense([good, bad], true)).rejects.toThrow('weights of bad');
  tf.dispose([good, bad]);
});

const attemptsOf = (...varieties: readonly number[]) =>
  varieties.map((variety): Attempt => ({
    itself: new Float32Array(),
    swapped: new Float32Array(),
    swapError: 20,
    variety,
  }));
const reached = (progress: number, step = 1000) => ({ step, seconds: 1, progress });

test('a decoder that has varied is refused as soon as it paints one picture', () => {
  const early = reached(0.05, 20);
  expect(refuseCollapse(early, attemptsOf(0.8, 0.1), false, true), 'a beginning varies a little, too').toBe(
    false,
  );
  expect(refuseCollapse(early, attemptsOf(0.8, 0.4), false, true)).toBe(true);
  expect(refuseCollapse(early, attemptsOf(0.8, 0.1), true, true)).toBe(true);
  expect(() => refuseCollapse(early, attemptsOf(0.8, 0.01), true, true)).toThrow('its variety is 1.0 %');
});

test('a decoder that paints one picture is refused once it has had time to learn', () => {
  const attempts = attemptsOf(0.8, 0.01);
  expect(refuseCollapse(reached(0.1), attempts, false, true), 'too early to tell').toBe(false);
  expect(refuseCollapse(reached(1, 999), attempts, false, true)).toBe(false);
  expect(refuseCollapse(reached(1), attempts.slice(0, 1), false, true)).toBe(true);
  expect(refuseCollapse(reached(1), [], false, true)).toBe(true);
  const collapse =
    (varied: boolean, saved = true) =>
    () => {
      refuseCollapse(reached(0.3), attempts, varied, saved);
    };
  expect(collapse(true)).toThrow('its variety is 1.0 %');
  expect(collapse(true)).toThrow(adviceThat(expect.stringContaining('saved before is still good')));
  expect(collapse(false)).toThrow(adviceThat(expect.not.stringContaining('still good')));
  expect(collapse(true, false)).toThrow(adviceThat(expect.not.stringContaining('still good')));
});
