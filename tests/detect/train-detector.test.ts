import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { mean } from '../../scripts/statistics.ts';
import { sha256Hex } from '../../src/clips/manifest.ts';
import { provenPixels, type ProvenPixels } from '../../src/clips/proven-pixels.ts';
import { gaussianBlur } from '../../src/convert/blur.ts';
import { unsharpMask } from '../../src/convert/sharpen.ts';
import { Detector } from '../../src/detect/detector.ts';
import { buildDetector } from '../../src/detect/detector-net.ts';
import { auc } from '../../src/detect/roc.ts';
import {
  trainDetector,
  type DetectorProgress,
  type DetectorTraining,
} from '../../src/detect/train-detector.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { InputError } from '../../src/errors.ts';
import { mirror } from '../../src/extract/mirror.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { changed, drawCrops, noiseCrops, partOf } from './drawn-crops.ts';

const SIDE = 64;

beforeAll(() => chooseBackend(nodeBackends(), 'wasm'));

/** A training of a few seconds, tested on other crops. */
async function trained(
  training: Pick<DetectorTraining, 'renders' | 'swaps' | 'steps'>,
  test: Pick<DetectorTraining, 'renders' | 'swaps'>,
): Promise<{ readonly area: number; readonly progress: readonly DetectorProgress[] }> {
  const progress: DetectorProgress[] = [];
  const detector = await trainDetector({
    ...training,
    seed: 1,
    batch: 16,
    learningRate: 2e-3,
    onProgress: (step) => progress.push(step),
  });
  const scores: number[] = [];
  const labels: boolean[] = [];
  for (const [isSwap, sets] of [
    [false, test.renders],
    [true, test.swaps],
  ] as const) {
    for (const set of sets) scores.push(...(await detector.detect(set)));
    while (labels.length < scores.length) labels.push(isSwap);
  }
  detector.dispose();
  return { area: auc(scores, labels), progress };
}

describe('on people whom it has not seen, a detector', () => {
  const SHOTS = 4;
  let seen: ProvenPixels[];
  let unseen: ProvenPixels[];
  beforeAll(() => {
    seen = Array.from({ length: 12 }, (_, i) => drawCrops(500 + i, SHOTS));
    unseen = Array.from({ length: 10 }, (_, i) => drawCrops(600 + i, SHOTS));
  });

  test.each([
    ['blurred', (crop: Float32Array) => gaussianBlur(crop, SIDE, SIDE, 3, 0.8)],
    ['sharpened', (crop: Float32Array) => unsharpMask(crop, SIDE, SIDE, 1, 1)],
  ])('tells renders from renders that were %s', async (_, change) => {
    const [swaps, unseenSwaps] = [seen, unseen].map((sets) => sets.map((set) => changed(set, change)));
    const { area, progress } = await trained(
      { renders: seen, swaps, steps: 40 },
      { renders: unseen, swaps: unseenSwaps },
    );
    expect(area).toBeGreaterThan(0.95);
    const last = progress.slice(-10);
    expect(mean(last.map(({ loss }) => loss))).toBeLessThan(0.5);
    expect(mean(last.map(({ accuracy }) => accuracy))).toBeGreaterThan(0.8);
  });

  test('tells nothing from shots of the same people', async () => {
    const half = (sets: readonly ProvenPixels[]) => ({
      renders: sets.map((set) => partOf(set, 0, SHOTS / 2)),
      swaps: sets.map((set) => partOf(set, SHOTS / 2, SHOTS)),
    });
    const { area } = await trained({ ...half(seen), steps: 40 }, half(unseen));
    // Of 20 shots each, the standard deviation by chance is √(41 ÷ 12) ÷ 20 = 0.09.
    expect(Math.abs(area - 0.5)).toBeLessThan(0.18);
  });

  test('learns nothing from the same crops in both classes', async () => {
    const same = { renders: seen, swaps: seen };
    const { area, progress } = await trained({ ...same, steps: 40 }, { renders: unseen, swaps: unseen });
    expect(area).toBe(0.5);
    // Of 40 batches of 16, the standard deviation by chance is ½ ÷ √640 = 0.02.
    expect(Math.abs(mean(progress.map(({ accuracy }) => accuracy)) - 0.5)).toBeLessThan(0.06);
    expect(mean(progress.map(({ loss }) => loss))).toBeCloseTo(Math.LN2, 1);
  });
});

/** A training of a moment, on noise. */
const onNoise = (change: Partial<DetectorTraining> = {}) =>
  trainDetector({
    renders: [noiseCrops(3, 1), noiseCrops(2, 2)],
    swaps: [noiseCrops(4, 3)],
    seed: 1,
    steps: 4,
    batch: 4,
    ...change,
  });

test('reports each step, with the cross-entropy and the accuracy of its batch', async () => {
  // A mirror does not change the render. The initial network scales its logit as the gain scales the crop.
  const noise = noiseCrops(1, 1).copy();
  const flipped = mirror(noise, SIDE, 3);
  const render = provenPixels(
    noise.map((value, i) => Math.max(value, flipped[i])),
    SIDE,
    SIDE,
  );
  const black = provenPixels(new Uint8Array(3 * SIDE * SIDE), SIDE, SIDE);
  const network = buildDetector(1);
  const [logit] = tf.tidy(() => {
    const picture = tf.tensor4d([...render.copy()], [1, SIDE, SIDE, 3]);
    return (network.apply(tf.sub(tf.div(picture, 255), 0.5)) as tf.Tensor).dataSync();
  });
  network.dispose();
  expect(Math.abs(logit)).toBeGreaterThan(0.1);
  const progress: DetectorProgress[] = [];
  const detector = await onNoise({
    renders: [render],
    swaps: [black],
    onProgress: (step) => progress.push(step),
  });
  detector.dispose();
  const lossAt = (gain: number) => (Math.log(1 + Math.exp(gain * logit)) + Math.LN2) / 2;
  const [low, high] = [lossAt(0.9), lossAt(1.1)].sort((one, other) => one - other);
  expect(progress[0].loss).toBeGreaterThan(low);
  expect(progress[0].loss).toBeLessThan(high);
  expect(progress[0].accuracy).toBe(logit < 0 ? 0.5 : 0);
  expect(progress.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
});

test('takes no step if it is told so', async () => {
  const crops = noiseCrops(2, 9);
  const initial = new Detector(buildDetector(1));
  const [untrained, trained] = [await onNoise({ steps: 0 }), await onNoise({ steps: 1 })];
  const expected = await initial.detect(crops);
  expect(await untrained.detect(crops)).toEqual(expected);
  expect(await trained.detect(crops)).not.toEqual(expected);
  for (const detector of [initial, untrained, trained]) detector.dispose();
});

test('the same seed gives the same bytes, and another others', async () => {
  const digests: string[] = [];
  for (const seed of [1, 1, 2]) {
    const detector = await onNoise({ seed });
    digests.push(sha256Hex((await detector.toFiles()).weights));
    detector.dispose();
  }
  expect(digests[1]).toBe(digests[0]);
  expect(digests[2]).not.toBe(digests[0]);
});

test('lets others work between its steps', async () => {
  let turns = 0;
  let steps = 0;
  const timer = setInterval(() => turns++, 0);
  const detector = await onNoise({ steps: 6, onProgress: () => steps++ });
  clearInterval(timer);
  detector.dispose();
  expect(steps).toBe(6);
  expect(turns).toBeGreaterThanOrEqual(3);
});

describe('keeps no tensor', () => {
  const reason = new Error('stopped');

  test('but the detector’s', async () => {
    const before = tf.memory().numTensors;
    const detector = await onNoise();
    expect(tf.memory().numTensors).toBe(before + 13);
    detector.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('when it is stopped', async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const steps: number[] = [];
    const training = onNoise({
      signal: controller.signal,
      onProgress: ({ step }) => {
        steps.push(step);
        if (step === 2) controller.abort(reason);
      },
    });
    await expect(training).rejects.toBe(reason);
    expect(steps).toEqual([1, 2]);
    await expect(onNoise({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('when somebody who is told of a step throws', async () => {
    const before = tf.memory().numTensors;
    const training = onNoise({
      onProgress: () => {
        throw reason;
      },
    });
    await expect(training).rejects.toBe(reason);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('when it diverges', async () => {
    const before = tf.memory().numTensors;
    await expect(onNoise({ learningRate: 1e30 })).rejects.toMatchObject({
      name: 'JanusError',
      message: expect.stringMatching(
        /^The training of the detector has diverged: at step \d the loss is /,
      ) as string,
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('is refused:', () => {
  test.each([
    [{ renders: [] }, 'There are no renders to learn from.'],
    [{ swaps: [] }, 'There are no swaps to learn from.'],
    [{ swaps: [noiseCrops(1, 1), noiseCrops(0, 1)] }, 'Set 1 of the swaps has no crops.'],
    [{ renders: [structuredClone(noiseCrops(1, 1))] }, 'Expected pictures that Janus has drawn'],
  ])('sets that will not do, %#', async (change, message) => {
    const before = tf.memory().numTensors;
    const training = onNoise(change);
    await expect(training).rejects.toBeInstanceOf(InputError);
    await expect(training).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    [
      { swaps: [provenPixels(new Uint8Array(12), 2, 2)] },
      'The crops are 2 × 2 pixels: expected 64 × 64 pixels.',
    ],
    [{ seed: -1 }, 'The seed is -1: expected a whole number, 0 or more.'],
    [{ seed: 0.5 }, 'The seed is 0.5: expected a whole number, 0 or more.'],
    [{ steps: -1 }, '-1 steps: expected a whole number, 0 or more.'],
    [{ steps: NaN }, 'NaN steps: expected a whole number, 0 or more.'],
    [{ batch: 0 }, 'A batch of 0: expected an even number, 2 or more.'],
    [{ batch: 5 }, 'A batch of 5: expected an even number, 2 or more.'],
    [{ learningRate: 0 }, 'The learning rate is 0: expected a number above 0.'],
    [{ learningRate: Infinity }, 'The learning rate is Infinity: expected a number above 0.'],
  ])('%o', async (change, message) => {
    await expect(onNoise(change)).rejects.toThrow(new RangeError(message));
  });
});
