import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../src/nets/layer-builder.ts';
import { HybridNorm, LayerWideNorm } from '../../src/nets/layer-wide-norm.ts';
import { networkFromFiles, networkToFiles } from '../../src/nets/network-files.ts';
import { useWasm } from '../engine/backends.ts';
import { scattered } from '../train/central-differences.ts';

beforeAll(useWasm);
afterEach(() => {
  tf.disposeVariables();
});

const [HEIGHT, WIDTH, CHANNELS] = [3, 4, 6];
const IMAGE = HEIGHT * WIDTH * CHANNELS;
/** Two images, of different means and deviations. */
const INPUT = scattered(2 * IMAGE, 37).map((value, i) => (i < IMAGE ? value : 3 + 5 * value));

function network(layer: tf.layers.Layer): tf.LayersModel {
  const inputs = tf.input({ shape: [HEIGHT, WIDTH, CHANNELS] });
  return tf.model({ inputs, outputs: apply(layer, inputs) });
}

const outputOf = (net: tf.LayersModel, values = INPUT) =>
  tf.tidy(() =>
    (
      net.apply(tf.tensor4d(values, [values.length / IMAGE, HEIGHT, WIDTH, CHANNELS])) as tf.Tensor
    ).dataSync(),
  );

function setWeights(net: tf.LayersModel, ...weights: readonly (readonly number[])[]): void {
  tf.tidy(() => {
    net.setWeights(net.getWeights().map(({ shape }, i) => tf.tensor([...weights[i]], shape)));
  });
}

/** γ · (x − μ) ÷ (σ + 0.001) + β, of all values together. */
function normalised(values: readonly number[], gamma: number, beta: number): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (gamma * (value - mean)) / (Math.sqrt(variance) + 1e-3) + beta);
}

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(found[i], `value ${i}`).toBeCloseTo(value, 4);
  });
}

describe('layer-wide normalisation', () => {
  test('is of each image’s values together, its channels included', () => {
    const net = network(new LayerWideNorm({}));
    const images = [INPUT.slice(0, IMAGE), INPUT.slice(IMAGE)];
    expectClose(
      outputOf(net),
      images.flatMap((image) => normalised(image, 1, 0)),
    );
    setWeights(net, [1.7], [-0.4]);
    expectClose(
      outputOf(net),
      images.flatMap((image) => normalised(image, 1.7, -0.4)),
    );
    expect(net.countParams()).toBe(2);
  });

  test('is what numpy gives', () => {
    // (x − x.mean()) / (x.std() + 1e-3), for x = (37 i mod 101) / 100
    const found = outputOf(network(new LayerWideNorm({})));
    expectClose([found[0], found[1], found[7], found[71]], [-1.67333, -0.42501, 0.249758, -1.639592]);
  });

  test('makes a flat picture β', () => {
    const net = network(new LayerWideNorm({}));
    setWeights(net, [1.7], [-0.4]);
    expectClose(
      outputOf(
        net,
        INPUT.map(() => 3),
      ),
      INPUT.map(() => -0.4),
    );
  });
});

test('hybrid normalisation convolves the first half of the channels, and normalises the second', () => {
  const net = network(new HybridNorm({ seed: 3 }));
  const kernel = [0.5, -1, 2, 0.25, 3, -0.5, 1, 1.5, -2];
  const bias = [0.1, 0.2, -0.3];
  setWeights(net, kernel, bias, [1.7], [-0.4]);
  expect(net.countParams()).toBe(9 + 3 + 2);
  const expected = [INPUT.slice(0, IMAGE), INPUT.slice(IMAGE)].flatMap((image) => {
    const second = normalised(
      image.filter((_, i) => i % CHANNELS >= 3),
      1.7,
      -0.4,
    );
    return image.map((_, i) => {
      const [pixel, channel] = [Math.floor(i / CHANNELS), i % CHANNELS];
      if (channel >= 3) return second[3 * pixel + channel - 3];
      return [0, 1, 2].reduce(
        (sum, from) => sum + image[CHANNELS * pixel + from] * kernel[3 * from + channel],
        bias[channel],
      );
    });
  });
  expectClose(outputOf(net), expected);
});

test.each([
  ['LayerWideNorm', () => new LayerWideNorm({}), {}],
  ['HybridNorm', () => new HybridNorm({ seed: 3 }), { seed: 3 }],
])('%s gives the same when saved and loaded', async (name, layer, config) => {
  const net = network(layer());
  const loaded = await networkFromFiles(await networkToFiles(net), 'a network');
  expect(outputOf(loaded)).toEqual(outputOf(net));
  const own = loaded.layers.at(-1)!;
  expect(own.getClassName()).toBe(name);
  expect(own.getConfig()).toEqual(net.layers.at(-1)!.getConfig());
  expect(own.getConfig()).toMatchObject(config);
});
