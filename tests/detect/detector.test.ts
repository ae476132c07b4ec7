import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { provenPixels } from '../../src/clips/proven-pixels.ts';
import { Detector } from '../../src/detect/detector.ts';
import { buildDetector } from '../../src/detect/detector-net.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { InputError } from '../../src/errors.ts';
import { buildPoseProbe } from '../../src/evaluate/probes/probes.ts';
import { networkToFiles } from '../../src/nets/network-files.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { noiseCrops } from './drawn-crops.ts';

const SIDE = 64;

beforeAll(() => chooseBackend(nodeBackends(), 'wasm'));

test('gives for each crop the logistic function of its logit', async () => {
  const network = buildDetector(1);
  const detector = new Detector(network);
  const crops = noiseCrops(3, 1);
  const logits = tf.tidy(() => {
    const pictures = [0, 1, 2].map((i) => tf.tensor3d([...crops.copy(i)], [SIDE, SIDE, 3]));
    return (network.apply(tf.sub(tf.div(tf.stack(pictures), 255), 0.5)) as tf.Tensor).dataSync();
  });
  const probabilities = await detector.detect(crops);
  expect(probabilities).toHaveLength(3);
  probabilities.forEach((probability, i) => {
    expect(probability).toBeCloseTo(1 / (1 + Math.exp(-logits[i])), 5);
  });
  detector.dispose();
});

test('gives for many crops what it gives for each alone, and keeps no tensor', async () => {
  const before = tf.memory().numTensors;
  const detector = new Detector(buildDetector(1));
  const crops = noiseCrops(40, 1);
  const probabilities = await detector.detect(crops);
  expect(probabilities).toHaveLength(40);
  for (const i of [0, 31, 32, 39]) {
    const [alone] = await detector.detect(crops.at(i));
    expect(alone, `crop ${i}`).toBeCloseTo(probabilities[i], 6);
  }
  expect(new Set(probabilities).size).toBeGreaterThan(1);
  expect(await detector.detect(noiseCrops(0, 1))).toEqual([]);
  detector.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('refuses what is not proven, and other sizes', async () => {
  const detector = new Detector(buildDetector(1));
  const before = tf.memory().numTensors;
  await expect(detector.detect(structuredClone(noiseCrops(1, 1)))).rejects.toBeInstanceOf(InputError);
  // As many numbers as a crop of 64 × 64 has.
  const slim = provenPixels(new Uint8Array(3 * SIDE * SIDE), SIDE / 2, 2 * SIDE);
  await expect(detector.detect(slim)).rejects.toThrow(
    new RangeError('The crops are 32 × 128 pixels: expected 64 × 64 pixels.'),
  );
  expect(tf.memory().numTensors).toBe(before);
  detector.dispose();
});

test('is as it was once it is written and read, and in half precision nearly', async () => {
  const detector = new Detector(buildDetector(7));
  const crops = noiseCrops(2, 4);
  const expected = await detector.detect(crops);
  const whole = await Detector.fromFiles(await detector.toFiles(), 'a detector');
  expect(await whole.detect(crops)).toEqual(expected);
  const files = await detector.toFiles(true);
  const half = await Detector.fromFiles(files, 'a detector');
  expect(files.weights).toHaveLength(2 * 66_388);
  for (const [i, probability] of (await half.detect(crops)).entries()) {
    expect(probability).toBeCloseTo(expected[i], 3);
  }
  for (const each of [detector, whole, half]) each.dispose();
});

test('is not read from what is no network, or another one', async () => {
  const before = tf.memory().numTensors;
  const probe = buildPoseProbe(1);
  const files = await networkToFiles(probe);
  probe.dispose();
  await expect(Detector.fromFiles(files, 'probe-pose')).rejects.toMatchObject({
    name: 'InputError',
    message: 'probe-pose is a network, but no detector.',
    advice: 'Put the original back.',
  });
  const nothing = new Uint8Array();
  await expect(Detector.fromFiles({ topology: nothing, weights: nothing }, 'nothing')).rejects.toBeInstanceOf(
    InputError,
  );
  expect(tf.memory().numTensors).toBe(before);
});
