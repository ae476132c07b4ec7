import * as tf from '@tensorflow/tfjs';
import { readdirSync } from 'node:fs';
import { beforeAll, expect, test, vi } from 'vitest';
import { fit } from '../../scripts/pretrain/fit.ts';
import { useWasm } from '../engine/backends.ts';
import { scratchFolder } from '../scratch-folder.ts';

const folder = scratchFolder();
const STEPS = 20;

beforeAll(async () => {
  await useWasm();
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
});

/** A network of one layer that learns to double, and which steps it took. */
function fitted(name: string, stopBefore = Infinity, failure?: Error) {
  const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [3], units: 3 })] });
  model.setWeights([tf.ones([3, 3]), tf.zeros([3])]);
  const steps: number[] = [];
  const evaluations: number[] = [];
  let saved = 0;
  const fitting = fit({
    ...{ name, folder, models: [model], steps: STEPS, rate: 0.1, stream: 7, evaluateEvery: 5 },
    loss: (random) => {
      if (steps.length === stopBefore) throw new Error('stopped');
      const x = tf.tensor2d([[random.between(-1, 1), random.between(-1, 1), 1]]);
      steps.push(steps.length);
      return tf.mean<tf.Scalar>(tf.squaredDifference(tf.mul(x, 2), model.apply(x) as tf.Tensor));
    },
    evaluate: () => {
      evaluations.push(steps.length);
      return 'well';
    },
    save: () => {
      saved++;
      return failure ? Promise.reject(failure) : Promise.resolve();
    },
  });
  return { model, steps, evaluations, fitting, saved: () => saved };
}

test('a fit that was stopped resumes from its last evaluation, and comes to the same weights', async () => {
  const whole = fitted('whole');
  await whole.fitting;
  expect(whole.evaluations).toEqual([5, 10, 15, 20]);
  expect(whole.saved()).toBe(1);
  expect(readdirSync(folder), 'what was saved on the way').toEqual([]);

  const stopped = fitted('stopped', 13);
  await expect(stopped.fitting).rejects.toThrow('stopped');
  const resumed = fitted('stopped');
  await resumed.fitting;
  expect(stopped.saved()).toBe(0);
  expect(resumed.steps).toHaveLength(STEPS - 10);
  const weightsOf = ({ model }: { readonly model: tf.LayersModel }) =>
    model.getWeights().map((weight) => weight.dataSync());
  expect(weightsOf(resumed)).toEqual(weightsOf(whole));
});

test('a fit whose networks could not be written has not to be taken again', async () => {
  const unsaved = fitted('unsaved', Infinity, new Error('The disk is full.'));
  await expect(unsaved.fitting).rejects.toThrow('The disk is full.');
  const again = fitted('unsaved');
  await again.fitting;
  expect(again.steps).toEqual([]);
  expect(again.saved()).toBe(1);
});

test('what was saved of another recipe is not taken', async () => {
  const other = fitted('other', 7);
  await expect(other.fitting).rejects.toThrow('stopped');
  for (const change of [{ steps: 3 }, { steps: STEPS, rate: 0.2 }, { steps: STEPS, stream: 8 }]) {
    const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [3], units: 3 })] });
    let steps = 0;
    await fit({
      ...{ name: 'other', folder, models: [model], rate: 0.1, stream: 7 },
      ...change,
      loss: () => {
        steps++;
        return tf.mean<tf.Scalar>(model.apply(tf.ones([1, 3])) as tf.Tensor);
      },
      evaluate: () => '',
      save: () => Promise.resolve(),
    });
    expect(steps).toBe(change.steps);
  }
});
