import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { Attempt } from '../../src/train/held-out.ts';
import { refuseCollapse, refuseDivergence, refuseNonsense } from '../../src/train/refusals.ts';

test('a loss that is no number is refused, with what to do', () => {
  refuseDivergence([0.1, 0.2], 7);
  expect(() => {
    refuseDivergence([0.1, NaN], 7);
  }).toThrow('at step 8 the losses are 0.1 and NaN');
  expect(() => {
    refuseDivergence([Infinity], 0);
  }).toThrow(expect.objectContaining({ advice: expect.stringContaining('--learning-rate') as string }));
});

test('weights that are no numbers are refused by name', async () => {
  const good = tf.variable(tf.tensor1d([1, 2]), true, 'good');
  const bad = tf.variable(tf.tensor1d([1, NaN]), true, 'bad');
  await refuseNonsense([good]);
  await expect(refuseNonsense([good, bad])).rejects.toThrow('weights of bad');
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
  expect(refuseCollapse(early, attemptsOf(0.8, 0.1), false), 'a beginning varies a little, too').toBe(false);
  expect(refuseCollapse(early, attemptsOf(0.8, 0.4), false)).toBe(true);
  expect(refuseCollapse(early, attemptsOf(0.8, 0.1), true)).toBe(true);
  expect(() => refuseCollapse(early, attemptsOf(0.8, 0.01), true)).toThrow('its variety is 1.0 %');
});

test('a decoder that paints one picture is refused once it has had time to learn', () => {
  const attempts = attemptsOf(0.8, 0.01);
  expect(refuseCollapse(reached(0.1), attempts, false), 'too early to tell').toBe(false);
  expect(refuseCollapse(reached(1, 999), attempts, false)).toBe(false);
  expect(refuseCollapse(reached(1), attempts.slice(0, 1), false)).toBe(true);
  expect(refuseCollapse(reached(1), [], false)).toBe(true);
  const collapse = (varied: boolean) => () => {
    refuseCollapse(reached(0.3), attempts, varied);
  };
  expect(collapse(true)).toThrow('its variety is 1.0 %');
  const adviceThat = (matcher: unknown): unknown => expect.objectContaining({ advice: matcher });
  expect(collapse(true)).toThrow(adviceThat(expect.stringContaining('saved before is still good')));
  expect(collapse(false)).toThrow(adviceThat(expect.not.stringContaining('still good')));
});
