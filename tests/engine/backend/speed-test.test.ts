import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { testSpeed } from '../../../src/engine/backend/speed-test.ts';
import { wasmBackend } from '../../../src/engine/backend/wasm-backend.ts';

test('trains for as long as it is asked to, reports how far it is, and leaves nothing behind', async () => {
  await chooseBackend([wasmBackend()]);
  const before = tf.memory().numTensors;
  const progress: number[] = [];
  const { steps, seconds, stepsPerSecond, gflops } = await testSpeed(0.5, (done) => progress.push(done));
  expect(tf.memory().numTensors).toBe(before);
  expect(steps).toBeGreaterThan(0);
  expect(seconds).toBeGreaterThanOrEqual(0.5);
  expect(stepsPerSecond).toBe(steps / seconds);
  // A forward pass of 302 + 419 million multiplications and additions, and the gradients of all but the first
  // images.
  expect(gflops / stepsPerSecond).toBeCloseTo(2 * 0.302 + 3 * 0.419, 2);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress.at(-1)).toBe(0.5);
});
