import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { provenPixels } from '../../../src/clips/proven-pixels.ts';
import { gaussianBlur } from '../../../src/convert/blur.ts';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { InputError } from '../../../src/errors.ts';
import { FeatureDistance } from '../../../src/evaluate/probes/feature-distance.ts';
import { buildPoseProbe } from '../../../src/evaluate/probes/probes.ts';
import { groundTruthCrop } from '../../../src/extract/ground-truth-crop.ts';
import { neutralPerformance, sampleIdentity, studioCapture } from '../../../src/faces/index.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { nodeHost } from '../../../src/node/host.ts';
import { loadPretrained } from '../../../src/pipeline/networks/pretrained.ts';
import { noise } from '../../convert/noise.ts';

const SIDE = 64;
const PIXELS = SIDE * SIDE;
const crops = (...pictures: Uint8Array[]) =>
  provenPixels(Uint8Array.from(pictures.flatMap((picture) => [...picture])), SIDE, SIDE, pictures.length);
const plain = (...colour: number[]) => Uint8Array.from({ length: 3 * PIXELS }, (_, i) => colour[i % 3]);
const whole = new Uint8Array(PIXELS).fill(255);

beforeAll(() => chooseBackend(nodeBackends(), 'wasm'));

/**
 * A network whose first layer's features are red and green, 0 to 1 each, and whose second layer has one
 * feature, which is 1 everywhere.
 */
function colourNet(): tf.LayersModel {
  const convolve = (kernel: number[], inputs: number, filters: number, bias: number) =>
    tf.layers.conv2d({
      filters,
      kernelSize: 1,
      weights: [tf.tensor4d(kernel, [1, 1, inputs, filters]), tf.fill([filters], bias)],
    });
  const input = tf.input({ shape: [SIDE, SIDE, 3] });
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor) => layer.apply(x) as tf.SymbolicTensor;
  const redGreen = apply(tf.layers.leakyReLU(), apply(convolve([1, 0, 0, 1, 0, 0], 3, 2, 0.5), input));
  const one = apply(tf.layers.leakyReLU(), apply(convolve([0, 0], 2, 1, 1), redGreen));
  return tf.model({ inputs: input, outputs: one });
}

describe('the distance in a network’s features', () => {
  const red = plain(255, 0, 0);
  const green = plain(0, 255, 9);
  const yellow = plain(255, 255, 50);
  const dark = plain(51, 51, 200);
  let net: tf.LayersModel;
  let distance: FeatureDistance;
  beforeAll(() => {
    net = colourNet();
    distance = new FeatureDistance(net);
  });
  afterAll(() => {
    net.dispose();
  });

  test('is as by hand: 2 − 2 cos of the angle between features, as a mean over the layers', async () => {
    const masks = new Uint8Array(4 * PIXELS).fill(255);
    const found = await distance.between(
      crops(red, red, yellow, red),
      crops(green, yellow, dark, red),
      masks,
    );
    // The second layer sees no difference. Red and green are at right angles, red and yellow at 45°; a dark
    // yellow points where a bright one does.
    [2 / 2, (2 - Math.SQRT2) / 2, 0, 0].forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 5);
    });
  });

  test('is a mean over places, and sees the key outside the face', async () => {
    const rows = (count: number) => whole.map((_, i) => (i < count * SIDE ? 255 : 0));
    const between = async (mask: Uint8Array) => (await distance.between(crops(red), crops(green), mask))[0];
    expect(await between(rows(16))).toBeCloseTo(16 / 64, 6);
    expect(await between(rows(0))).toBe(0);
    // Half of each: (0.5, 0.5), or nearly, beside (0, 1).
    expect(await between(new Uint8Array(PIXELS).fill(128))).toBeCloseTo((2 - Math.SQRT2) / 2, 2);
    const stained = red.map((value, i) => (i < 48 * SIDE ? value : 77));
    expect(await distance.between(crops(stained), crops(green), rows(16))).toEqual([await between(rows(16))]);
  });

  test('takes as many masked crops as keys, of 64 × 64, that are proven, and a network with features', async () => {
    const between = (swap: Uint8Array, masks = whole) => distance.between(crops(swap), crops(red), masks);
    await expect(between(red, whole.subarray(1))).rejects.toThrow(
      'The array of masks holds 4095 numbers, not 4096.',
    );
    await expect(distance.between(crops(red, red), crops(red), whole)).rejects.toThrow(RangeError);
    const slim = provenPixels(red, SIDE / 2, 2 * SIDE);
    for (const [swap, key] of [
      [slim, crops(red)],
      [crops(red), slim],
    ]) {
      await expect(distance.between(swap, key, whole)).rejects.toThrow('The crops are 32 × 128 pixels');
    }
    const forged = structuredClone(crops(red));
    await expect(distance.between(forged, crops(red), whole)).rejects.toBeInstanceOf(InputError);
    const dense = tf.sequential({ layers: [tf.layers.dense({ inputShape: [3], units: 1 })] });
    expect(() => new FeatureDistance(dense)).toThrow('no convolution with a leaky ReLU');
    dense.dispose();
  });
});

describe('on real features', () => {
  test('is 0 of equal pictures, the same both ways, of a new network too; and no tensor is kept', async () => {
    const net = buildPoseProbe(1);
    const distance = new FeatureDistance(net);
    const before = tf.memory().numTensors;
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.nat(1000), async (seed, other) => {
        fc.pre(seed !== other);
        const [a, b] = [seed, other].map((each) => crops(Uint8Array.from(noise(each, 3 * PIXELS))));
        expect(await distance.between(a, a, whole)).toEqual([0]);
        const [there] = await distance.between(a, b, whole);
        expect(there).toBeGreaterThan(0);
        expect(there).toBeLessThanOrEqual(4);
        expect((await distance.between(b, a, whole))[0]).toBeCloseTo(there, 6);
      }),
      { numRuns: 5 },
    );
    expect(tf.memory().numTensors).toBe(before);
    net.dispose();
  });

  test('by the identity probe, a blurred face is farther the more it is blurred, another’s the farthest', async () => {
    const net = await loadPretrained(nodeHost(), 'probe-identity');
    const distance = new FeatureDistance(net);
    const [key, other] = [3, 4].map((seed) =>
      groundTruthCrop(
        { identity: sampleIdentity(seed), performance: neutralPerformance, capture: studioCapture },
        128,
        SIDE,
      ),
    );
    const blurred = (sigma: number) =>
      Uint8Array.from(gaussianBlur(new Float32Array(key.pixels), SIDE, SIDE, 3, sigma), Math.round);
    const swaps = [key.pixels, blurred(0.7), blurred(1.5), other.pixels];
    const masks = Uint8Array.from(swaps.flatMap(() => [...key.mask]));
    const found = await distance.between(crops(...swaps), crops(...swaps.map(() => key.pixels)), masks);
    expect(found[0]).toBe(0);
    expect(found).toEqual(found.toSorted((x, y) => x - y));
    expect(new Set(found).size).toBe(swaps.length);
    net.dispose();
  });
});
