import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import {
  facesToTensor,
  jointStep,
  losses,
  trainable,
  type Batch,
  type StepContext,
} from '../../../src/train/index.ts';
import { useWasm } from '../../engine/backends.ts';
import { tinyNetworks, tinyPeople, tinyPreset, unprovenCopy } from '../tiny.ts';

beforeAll(useWasm);

test('faces are bytes as numbers from 0 to 1', () => {
  const [faces] = tinyPeople();
  const tensor = facesToTensor(faces, 1, 3);
  expect(tensor.shape).toEqual([2, faces.side, faces.side, 3]);
  const bytes = [1, 2].flatMap((index) => [...faces.images.copy(index)]);
  expect([...tensor.dataSync()]).toEqual(bytes.map((byte) => Math.fround(byte / 255)));
  tensor.dispose();
});

test('faces that are not proven are refused', () => {
  expect(() => facesToTensor(unprovenCopy(tinyPeople()[0]))).toThrow(InputError);
});

// As a notebook does it, with nothing but what the package exports.
test('training steps can be taken by hand, and leave no tensor', () => {
  const people = tinyPeople();
  const networks = tinyNetworks();
  const model = tinyPreset.connect(networks);
  const before = tf.memory().numTensors;
  const sgd = tf.train.sgd(0.1);
  const context: StepContext = {
    model,
    variables: trainable(model),
    objective: ({ colours }, { targets, weights }) => ({
      reconstruction: losses.mae(colours, targets, weights),
    }),
    optimize: (_, gradients) => {
      sgd.applyGradients(gradients);
      tf.dispose(gradients);
    },
  };
  const batches = people.map((faces, person): Batch => {
    const [inputs, targets] = [facesToTensor(faces), facesToTensor(faces)];
    const ones = tf.ones<tf.Rank.R4>([faces.count, faces.side, faces.side, 1]);
    return { person, inputs, targets, weights: ones, seen: ones, share: 0, batchFraction: 1 };
  });
  const sums = Array.from({ length: 20 }, () => {
    const found = jointStep(context, [0, 1], batches);
    const sum = found.reduce((total, { terms }) => total + terms.reconstruction!.dataSync()[0], 0);
    tf.dispose(found.map(({ terms }) => terms));
    return sum;
  });
  expect(sums.at(-1)!).toBeLessThan(0.9 * sums[0]);
  tf.dispose(batches.map(({ inputs, targets, weights }) => [inputs, targets, weights]));
  sgd.dispose();
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(Object.values(networks).map((network) => network.weights.map((weight) => weight.read())));
});
