import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../../src/nets/layer-builder.ts';
import { Adversary } from '../../../src/train/adversary/adversary.ts';
import type { Painted } from '../../../src/train/autoencoder.ts';
import { faceTensor } from '../../../src/train/dataset/face-tensor.ts';
import type { Batch } from '../../../src/train/training-step.ts';
import { useWasm } from '../../engine/backends.ts';

beforeAll(useWasm);
afterEach(() => {
  tf.disposeVariables();
});

/** A discriminator whose score of each pixel is the face's red, and half of the input's: −1 to 1 each. */
function transparentDiscriminator(): tf.LayersModel {
  const pair = tf.input({ shape: [4, 4, 6] });
  const layer = tf.layers.conv2d({ filters: 1, kernelSize: 1 });
  const model = tf.model({ inputs: pair, outputs: apply(layer, pair) });
  tf.tidy(() => {
    model.setWeights([tf.tensor4d([1, 0, 0, 0.5, 0, 0], [1, 1, 6, 1]), tf.zeros([1])]);
  });
  return model;
}

const flat = (value: number, channels = 3) => tf.fill<tf.Rank.R4>([2, 4, 4, channels], value);

/** Flat pictures: the target is 0.75, what the encoder saw 0.25. */
const batchOf = (person: number): Batch => ({
  person,
  inputs: faceTensor(flat(0.25)),
  targets: faceTensor(flat(0.75)),
  weights: flat(1, 1),
  seen: flat(0.5, 1),
  share: 0.3,
  batchFraction: 1,
});
const paintedWith = (alpha: boolean): Painted => ({
  colours: flat(0.5),
  ...(alpha && { alpha: flat(0.4, 1) }),
});

const losses = (kind: Adversary['kind'], alpha: boolean) =>
  tf.tidy(() => {
    const adversary = new Adversary(kind, { 'discriminator-0': transparentDiscriminator() });
    const [painted, batch] = [paintedWith(alpha), batchOf(0)];
    return {
      generator: adversary.generatorLoss(painted, batch).dataSync()[0],
      discriminator: adversary.discriminatorLoss(painted, batch).dataSync()[0],
      scores: adversary.scores(painted, batch).arraySync(),
    };
  });

/*
 * By hand. The input's part of a score is (2 · 0.25 − 1) ÷ 2 = −0.25. Half of the target is seen through what was
 * painted:
 *   the colours       0.75 + 0.5 · (0.5 − 0.75) = 0.625, a score of 0.25 − 0.25 = 0
 *   over the input    0.25 + 0.4 · (0.5 − 0.25) = 0.35, seen as 0.55, a score of 0.1 − 0.25 = −0.15
 *   the target        a score of 0.5 − 0.25 = 0.25
 * Mixtures of 0.3 parts of the target: 0.6625, a score of 0.075; and 0.61, a score of −0.03.
 */
describe('the losses of flat pictures are what is worked out by hand', () => {
  test('of mixup, of colours alone', () => {
    const { generator, discriminator } = losses('mixup', false);
    expect(generator).toBeCloseTo((0 - 1) ** 2, 6);
    expect(discriminator).toBeCloseTo((0.075 - 0.3) ** 2, 6);
  });

  test('of mixup, with α: the sum of both pictures', () => {
    const { generator, discriminator } = losses('mixup', true);
    expect(generator).toBeCloseTo((0 - 1) ** 2 + (-0.15 - 1) ** 2, 5);
    expect(discriminator).toBeCloseTo((0.075 - 0.3) ** 2 + (-0.03 - 0.3) ** 2, 6);
  });

  test('of a relativistic adversary, likewise', () => {
    const alone = losses('relativistic', false);
    expect(alone.generator).toBeCloseTo(2 * (0 - 0.25 - 1) ** 2, 5);
    expect(alone.discriminator).toBeCloseTo(2 * (0.25 - 0 - 1) ** 2, 5);
    const both = losses('relativistic', true);
    expect(both.generator).toBeCloseTo(2 * 1.25 ** 2 + 2 * 1.4 ** 2, 5);
    expect(both.discriminator).toBeCloseTo(2 * 0.75 ** 2 + 2 * 0.6 ** 2, 5);
  });

  test('and so are the scores: of the target, and of what is put in its place', () => {
    const rounded = (scores: readonly (readonly number[])[]) =>
      scores.map((row) => row.map((value) => Number(value.toFixed(5))));
    expect(rounded(losses('mixup', true).scores)).toEqual([
      [0.25, 0.25],
      [-0.15, -0.15],
    ]);
    expect(rounded(losses('mixup', false).scores)[1]).toEqual([0, 0]);
  });
});

test('each person is judged by their own discriminator', () => {
  const other = transparentDiscriminator();
  tf.tidy(() => {
    other.setWeights([tf.zeros([1, 1, 6, 1]), tf.ones([1])]);
  });
  const networks = { 'discriminator-0': transparentDiscriminator(), 'discriminator-1': other };
  const adversary = new Adversary('mixup', networks);
  const [own, others] = [0, 1].map((person) =>
    tf.tidy(() => adversary.generatorLoss(paintedWith(false), batchOf(person)).dataSync()[0]),
  );
  expect(own).toBeCloseTo(1, 6);
  expect(others).toBe(0);
  expect(adversary.variables).toHaveLength(4);
});
