import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { provenPixels } from '../../../src/clips/proven-pixels.ts';
import { sampleBatch, splitStep } from '../../../src/train/dataset/sample-batch.ts';
import { FaceDataset } from '../../../src/train/dataset/face-dataset.ts';
import { lossWeights } from '../../../src/train/loss/loss-weights.ts';
import { NO_AUGMENTATION } from '../../../src/train/augment/augment.ts';
import type { TrainConfig } from '../../../src/train/config/config.ts';
import type { Update } from '../../../src/train/config/names.ts';
import { noGan } from '../tiny.ts';

const SIDE = 8;
const COUNT = 5;
/** Faces that differ in their first pixel: 0, 10, 20… */
const pixels = Uint8Array.from({ length: COUNT * SIDE * SIDE * 3 }, (_, i) => {
  const at = i % (SIDE * SIDE * 3);
  return at === 0 ? 10 * Math.floor(i / (SIDE * SIDE * 3)) : (i * 97) % 256;
});
const set = new FaceDataset(
  provenPixels(pixels, SIDE, SIDE, COUNT),
  Uint8Array.from({ length: COUNT * SIDE * SIDE }, (_, i) => (i * 31) % 256),
);
/** Two people who look alike. */
const people = [set, set];
const config: TrainConfig = {
  ...noGan,
  start: 'nothing',
  latents: 'none',
  loss: 'mae',
  dssimWeight: 0,
  backgroundWeight: 0.1,
  eyeWeight: 2,
  mouthWeight: 3,
  augment: {
    warp: 'on',
    flip: true,
    affine: true,
    colourJitter: true,
    colourMatch: true,
    motionBlur: true,
  },
  batch: 8,
  learningRate: 1e-3,
  beta1: 0.9,
  schedule: 'cosine',
  colourShift: false,
  update: 'joint',
  seed: 3,
  stop: { steps: 10 },
  saveEvery: 30,
  validateEvery: 10,
};
const plain: TrainConfig = {
  ...config,
  augment: NO_AUGMENTATION,
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Images first to end of a person in a step, as plain numbers. */
function draw(step: number, identity: number, first: number, end: number, how = config) {
  const { inputs, targets, weights, seen, batchFraction } = sampleBatch(people, how, step, {
    person: identity,
    first,
    end,
  });
  const tensors = [inputs, targets, weights, seen];
  const values = tensors.map((tensor) => Array.from(tensor.dataSync()));
  tf.dispose(tensors);
  return { values, fraction: batchFraction };
}

test('has the shapes and the fraction that a step takes, and keeps no other tensor', () => {
  const before = tf.memory().numTensors;
  const { person, inputs, targets, weights, seen, batchFraction } = sampleBatch(people, config, 0, {
    person: 1,
    first: 2,
    end: 5,
  });
  expect(tf.memory().numTensors).toBe(before + 4);
  expect(person).toBe(1);
  expect(inputs.shape).toEqual([3, SIDE, SIDE, 3]);
  expect(targets.shape).toEqual([3, SIDE, SIDE, 3]);
  expect(weights.shape).toEqual([3, SIDE, SIDE, 1]);
  expect(seen.shape).toEqual([3, SIDE, SIDE, 1]);
  expect(batchFraction).toBe(3 / 8);
  for (const tensor of [inputs, targets]) {
    expect(tensor.min().dataSync()[0]).toBeGreaterThanOrEqual(0);
    expect(tensor.max().dataSync()[0]).toBeLessThanOrEqual(1);
  }
});

test('two workers take a person each in joint updates, and half of each person in alternating ones', () => {
  const slices = (update: Update) => [0, 1].map((rank) => splitStep(update, [2, 0], 8, rank, 2));
  expect(slices('joint')).toEqual([[{ person: 2, first: 0, end: 8 }], [{ person: 0, first: 0, end: 8 }]]);
  expect(slices('alternating')).toEqual(
    [0, 4].map((first) => [2, 0].map((person) => ({ person, first, end: first + 4 }))),
  );
});

test('however a batch is split, its images are the same', () => {
  const wholes = draw(7, 1, 0, 8).values;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), (cut) => {
      const [a, b] = [draw(7, 1, 0, cut), draw(7, 1, cut, 8)];
      expect(a.fraction + b.fraction).toBe(1);
      wholes.forEach((whole, i) => {
        expect([...a.values[i], ...b.values[i]]).toEqual(whole);
      });
    }),
    { numRuns: 7 },
  );
});

test('another image, step, person or seed has other random numbers', () => {
  const drawn = [
    draw(7, 1, 0, 1),
    draw(7, 1, 1, 2),
    draw(8, 1, 0, 1),
    draw(7, 0, 0, 1),
    draw(7, 1, 0, 1, { ...config, seed: 4 }),
  ].map(({ values: [inputs] }) => inputs.join());
  expect(new Set(drawn).size).toBe(5);
});

describe('without augmentation', () => {
  const faces = Array.from({ length: 50 }, (_, step) => draw(step, 0, 0, 8, plain)).flatMap(
    ({ values: [inputs, targets, weights] }) =>
      Array.from({ length: 8 }, (_, i) => ({
        inputs: inputs.slice(i * 192, (i + 1) * 192),
        targets: targets.slice(i * 192, (i + 1) * 192),
        weights: weights.slice(i * 64, (i + 1) * 64),
      })),
  );
  const numberOf = ({ targets }: { targets: number[] }) => Math.round((targets[0] * 255) / 10);

  test('every image is one of the set, and so is its mask', () => {
    for (const face of faces.slice(0, 40)) {
      const number = numberOf(face);
      expect(face.inputs).toEqual(face.targets);
      expect(face.targets).toEqual([
        ...Float32Array.from(pixels.subarray(number * 192, (number + 1) * 192), (byte) => byte / 255),
      ]);
      const mask = Float32Array.from(
        set.masks.subarray(number * 64, (number + 1) * 64),
        (byte) => byte / 255,
      );
      expect(face.weights).toEqual([...lossWeights(mask, SIDE, config)]);
    }
  });

  test('each of the set comes as often as another', () => {
    const counts = Array.from(
      { length: COUNT },
      (_, n) => faces.filter((face) => numberOf(face) === n).length,
    );
    // Chi-squared with 4 degrees of freedom is above 18.5 once in a thousand times.
    const expected = faces.length / COUNT;
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(18.5);
  });
});
