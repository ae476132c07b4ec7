import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fuse } from '../../src/nets/fused-network.ts';
import { LayerBuilder } from '../../src/nets/layer-builder.ts';
import { stopGradient } from '../../src/nets/stop-gradient.ts';
import { variablesOf } from '../../src/nets/variables.ts';
import { on, random, TOLERANCE, useWasm, worstError } from '../engine/backends.ts';

beforeAll(useWasm);

const image = () => tf.input({ shape: [8, 8, 3] });

/** Networks of the kinds of layers that presets have, in the orders that they have them, and in others. */
const networks: Readonly<Record<string, (nn: LayerBuilder) => tf.LayersModel>> = {
  encoder: (nn) => {
    const inputs = image();
    const x = nn.flatten(nn.downsample(nn.downsample(inputs, 9), 12));
    return tf.model({ inputs, outputs: nn.dense(nn.leakyRelu(nn.dense(x, 6)), 5) });
  },
  decoder: (nn) => {
    const inputs = tf.input({ shape: [6] });
    const x = nn.reshape(nn.leakyRelu(nn.dense(inputs, 2 * 2 * 8)), 2, 2, 8);
    return tf.model({ inputs, outputs: nn.toColours(nn.upsample(nn.upsample(x, 9), 6)) });
  },
  'activations and shuffles that follow nothing, and layers that are not fused': (nn) => {
    const inputs = image();
    let x = nn.leakyRelu(inputs);
    x = nn.pixelShuffle(nn.conv2d(x, 8, 3, 1));
    x = tf.layers.maxPooling2d({ poolSize: 2 }).apply(x) as tf.SymbolicTensor;
    x = tf.layers.conv2d({ filters: 8, kernelSize: 3, useBias: false }).apply(x) as tf.SymbolicTensor;
    return tf.model({ inputs, outputs: nn.sigmoid(nn.pixelShuffle(nn.leakyRelu(x))) });
  },
  'a branch': (nn) => {
    const inputs = image();
    const [a, b] = [nn.conv2d(inputs, 4, 3, 1), nn.conv2d(inputs, 4, 5, 1)];
    return tf.model({ inputs, outputs: nn.leakyRelu(tf.layers.add().apply([a, b]) as tf.SymbolicTensor) });
  },
};

const inputOf = (network: tf.LayersModel) => random([3, ...network.inputs[0].shape.slice(1).map(Number)], 1);

/** Its output, and the gradients of its input and of all its weights. */
function gradients(network: tf.LayersModel, operation: (x: tf.Tensor) => tf.Tensor): tf.Tensor[] {
  const x = tf.variable(inputOf(network));
  const dy = random(operation(x).shape, 2);
  const variables = [x, ...variablesOf(network)];
  const { value, grads } = tf.variableGrads(() => tf.sum(tf.mul(operation(x), dy)), variables);
  const results = [operation(x), value, ...variables.map(({ name }) => grads[name])].map((t) => t.clone());
  x.dispose();
  return results;
}

describe.each(Object.entries(networks))('%s', (_, build) => {
  it('fused has the values and the gradients of its layers on the cpu backend', async () => {
    await useWasm();
    const network = build(new LayerBuilder(3));
    // Layers begin with biases of zero, which would hide a bias in the wrong place.
    variablesOf(network).forEach((variable, i) => {
      tf.tidy(() => {
        variable.assign(tf.add(variable, tf.mul(random(variable.shape, 10 + i), 0.1)));
      });
    });
    const operation = fuse(network);
    const actual = await on('wasm', () => gradients(network, operation));
    const expected = await on('cpu', () => gradients(network, (x) => network.apply(x) as tf.Tensor));
    const elsewhere = await on('cpu', () => gradients(network, operation));
    expect(actual.length).toBe(3 + variablesOf(network).length);
    expect(elsewhere).toEqual(expected);
    actual.forEach((values, i) => {
      expect(worstError(values, expected[i]), `tensor ${i}`).toBeLessThan(TOLERANCE);
    });
    network.dispose();
  });
});

it('a stopped gradient leaves the value as it is, and lets no gradient through', async () => {
  const [value, gradient] = await on('wasm', () => {
    const x = random([4], 1);
    const stopped = stopGradient((y) => tf.exp(tf.mul(y, 2)));
    return [
      tf.sub(stopped(x), tf.exp(tf.mul(x, 2))),
      tf.grad((y: tf.Tensor) => tf.sum(tf.add(tf.mul(y, 3), stopped(y))))(x),
    ];
  });
  expect([...value]).toEqual([0, 0, 0, 0]);
  expect([...gradient]).toEqual([3, 3, 3, 3]);
});
