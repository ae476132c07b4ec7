import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { networkFromFiles, networkToFiles } from '../../src/nets/network-files.ts';
import { SelfAttention } from '../../src/nets/self-attention.ts';
import { variablesOf } from '../../src/nets/variables.ts';
import { compare, useWasm } from '../engine/backends.ts';
import { scattered } from '../train/central-differences.ts';

beforeAll(useWasm);
afterEach(() => {
  tf.disposeVariables();
});

const [BATCH, HEIGHT, WIDTH, CHANNELS] = [2, 3, 4, 16];
const INPUT = scattered(BATCH * HEIGHT * WIDTH * CHANNELS, 37).map((value) => 2 * value - 1);
const input = () => tf.tensor4d(INPUT, [BATCH, HEIGHT, WIDTH, CHANNELS]);

function network(seed?: number): tf.LayersModel {
  const inputs = tf.input({ shape: [HEIGHT, WIDTH, CHANNELS] });
  const layer = new SelfAttention(seed === undefined ? {} : { seed });
  return tf.model({ inputs, outputs: layer.apply(inputs) as tf.SymbolicTensor });
}

/** A network with all its weights other than 0, γ among them. */
function stirred(): tf.LayersModel {
  const net = network();
  tf.tidy(() => {
    net.setWeights(
      net.getWeights().map(({ shape, size }, i) =>
        tf.tensor(
          scattered(size, 11 + 2 * i).map((value) => value - 0.4),
          shape,
        ),
      ),
    );
  });
  return net;
}

const outputOf = (net: tf.LayersModel) => tf.tidy(() => (net.apply(input()) as tf.Tensor).dataSync());

/** The layer in plain loops: x + γ · softmax(queries · keysᵀ) · values, for each image. */
function oracle(weights: readonly (readonly number[])[]): number[] {
  const [queryKernel, queryBias, keyKernel, keyBias, valueKernel, valueBias, [gamma]] = weights;
  const places = HEIGHT * WIDTH;
  const project = (x: readonly number[], kernel: readonly number[], bias: readonly number[]) =>
    bias.map((b, out) => x.reduce((sum, value, i) => sum + value * kernel[i * bias.length + out], b));
  return Array.from({ length: BATCH }).flatMap((_, image) => {
    const pixels = Array.from({ length: places }, (_, place) =>
      INPUT.slice((image * places + place) * CHANNELS, (image * places + place + 1) * CHANNELS),
    );
    const keys = pixels.map((x) => project(x, keyKernel, keyBias));
    const values = pixels.map((x) => project(x, valueKernel, valueBias));
    return pixels.flatMap((x) => {
      const query = project(x, queryKernel, queryBias);
      const powers = keys.map((key) => Math.exp(key.reduce((sum, k, i) => sum + k * query[i], 0)));
      const total = powers.reduce((sum, power) => sum + power, 0);
      return x.map(
        (own, c) => own + gamma * values.reduce((sum, value, i) => sum + (powers[i] / total) * value[c], 0),
      );
    });
  });
}

test('is what plain loops compute', () => {
  const net = stirred();
  const weights = net.getWeights().map((weight) => [...weight.dataSync()]);
  expect(weights.map(({ length }) => length)).toEqual([32, 2, 32, 2, 256, 16, 1]);
  const found = outputOf(net);
  oracle(weights).forEach((value, i) => {
    expect(found[i], `value ${i}`).toBeCloseTo(value, 4);
  });
  expect(found.some((value, i) => Math.abs(value - INPUT[i]) > 0.1)).toBe(true);
});

test('changes nothing at first, and learns nonetheless: γ has a gradient', () => {
  const net = network();
  expect(outputOf(net)).toEqual(Float32Array.from(INPUT));
  const gamma = variablesOf(net).at(-1)!;
  expect(gamma.shape).toEqual([]);
  const [slope] = tf.tidy(() => {
    const loss = () => tf.sum(tf.square(net.apply(input()) as tf.Tensor)).asScalar();
    return tf.variableGrads(loss, variablesOf(net)).grads[gamma.name].dataSync();
  });
  expect(Math.abs(slope)).toBeGreaterThan(0.1);
});

test('has the same gradients on wasm and on cpu', async () => {
  const errors = await compare(() => {
    const net = stirred();
    const x = input();
    const variables = variablesOf(net);
    const loss = () => tf.mean(tf.square(net.apply(x) as tf.Tensor)).asScalar();
    const { value, grads } = tf.variableGrads(loss, variables);
    const ofInput = tf.grad((moved) => tf.mean(tf.square(net.apply(moved) as tf.Tensor)))(x);
    const results = [value, ofInput, ...variables.map(({ name }) => grads[name])].map((tensor) =>
      tensor.clone(),
    );
    net.dispose();
    return results;
    // The keys' bias changes all products of a row alike: its gradient is 0 but for rounding.
  }, 0.01);
  expect(errors).toHaveLength(9);
  for (const error of errors) expect(error).toBeLessThan(1e-4);
});

test('gives the same when saved and loaded, with the same config', async () => {
  const net = stirred();
  const loaded = await networkFromFiles(await networkToFiles(net), 'a network');
  expect(outputOf(loaded)).toEqual(outputOf(net));
  const configOf = ({ layers }: tf.LayersModel) => layers.at(-1)!.getConfig();
  expect(configOf(loaded)).toEqual(configOf(net));
  expect(loaded.layers.at(-1)).toBeInstanceOf(SelfAttention);
});

test('follows from its seed, and is built from its config alike', () => {
  const kernels = (net: tf.LayersModel) => net.getWeights().map((weight) => [...weight.dataSync()]);
  const [one, same, other] = [3, 3, 4].map((seed) => kernels(network(seed)));
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
  expect(one[0], 'query and key').not.toEqual(one[2]);
  expect(new SelfAttention({ seed: 3 }).getConfig()).toMatchObject({ seed: 3 });
});

test('keeps no tensor but its output', () => {
  const net = stirred();
  const x = input();
  const before = tf.memory().numTensors;
  const output = net.apply(x) as tf.Tensor;
  expect(output.shape).toEqual([BATCH, HEIGHT, WIDTH, CHANNELS]);
  expect(tf.memory().numTensors).toBe(before + 1);
  tf.dispose([x, output]);
});
