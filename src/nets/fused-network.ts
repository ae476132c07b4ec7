import * as tf from '@tensorflow/tfjs';
import { convolutionBlock, type BlockOptions } from '../engine/kernels/convolution/block.ts';
import { PixelShuffle } from './pixel-shuffle.ts';

type Operation = (x: tf.Tensor) => tf.Tensor;

/**
 * A network as a function that trains faster than its layers do one by one. On the `wasm` backend a
 * convolution, its activation and its pixel shuffle are one operation, and weights are not copied. Other
 * backends, and networks with branches, apply the layers.
 *
 * @param network with one input and one output. It stays the caller's.
 */
export function fuse(network: tf.LayersModel): Operation {
  let operations: readonly Operation[] | undefined;
  return (x) => {
    if (tf.getBackend() !== 'wasm') return network.apply(x) as tf.Tensor;
    operations ??= operationsOf(network);
    return operations.reduce((y, operation) => operation(y), x);
  };
}

function operationsOf(network: tf.LayersModel): Operation[] {
  const layers = chainOf(network);
  if (layers === undefined) return [(x) => network.apply(x) as tf.Tensor];
  const operations: Operation[] = [];
  for (let i = 0; i < layers.length;) {
    const { operation, count } = convolutionAt(layers, i) ?? { operation: operationOf(layers[i]), count: 1 };
    operations.push(operation);
    i += count;
  }
  return operations;
}

/** The layers after the input, if each takes what the one before it gives. */
function chainOf({ layers, inputs, outputs }: tf.LayersModel): tf.layers.Layer[] | undefined {
  const chain = layers.slice(1);
  const isChain = chain.every(
    (layer, i) => layer.inboundNodes.length === 1 && layer.input === layers[i].output,
  );
  return isChain && inputs.length === 1 && chain.at(-1)?.output === outputs[0] ? chain : undefined;
}

/** The convolution that begins at a layer, with the activation and the pixel shuffle that follow it. */
function convolutionAt(
  layers: readonly tf.layers.Layer[],
  first: number,
): { readonly operation: Operation; readonly count: number } | undefined {
  const layer = layers[first];
  const { padding, dataFormat, dilationRate, activation, useBias, strides } = layer.getConfig();
  const isPlain =
    layer.getClassName() === 'Conv2D' &&
    padding === 'same' &&
    dataFormat === 'channelsLast' &&
    (dilationRate as number[]).every((rate) => rate === 1) &&
    activation === 'linear' &&
    useBias === true;
  if (!isPlain) return undefined;
  let end = first + 1;
  const next = activationOf(layers[end]);
  if (next !== undefined) end++;
  const shuffled = next?.activation !== 'sigmoid' && layers[end] instanceof PixelShuffle;
  if (shuffled) end++;
  const options: BlockOptions = {
    strides: strides as [number, number],
    ...(next ?? { activation: 'linear', slope: 1 }),
    shuffled,
  };
  const [filter, bias] = variablesIn(layer);
  return { operation: (x) => convolutionBlock(x, filter, bias, options), count: end - first };
}

/** The activation that a layer is, if a convolution's block can have it. */
function activationOf(
  layer: tf.layers.Layer | undefined,
): Pick<BlockOptions, 'activation' | 'slope'> | undefined {
  const { alpha, activation } = layer?.getConfig() ?? {};
  if (layer?.getClassName() === 'LeakyReLU' && (alpha as number) > 0) {
    return { activation: 'leakyRelu', slope: alpha as number };
  }
  return layer?.getClassName() === 'Activation' && activation === 'sigmoid'
    ? { activation, slope: 1 }
    : undefined;
}

/** A layer by itself: what passes through TensorFlow.js's layers costs more than what it computes. */
function operationOf(layer: tf.layers.Layer): Operation {
  const { activation, useBias, alpha } = layer.getConfig();
  switch (layer.getClassName()) {
    case 'Dense': {
      if (activation !== 'linear' || useBias !== true) break;
      const [kernel, bias] = variablesIn(layer);
      return (x) => tf.fused.matMul({ a: x, b: kernel, bias });
    }
    case 'LeakyReLU':
      return (x) => tf.leakyRelu(x, alpha as number);
    case 'Flatten':
    case 'Reshape': {
      const [, ...shape] = layer.outputShape as number[];
      return (x) => tf.reshape(x, [x.shape[0], ...shape]);
    }
  }
  return (x) => layer.apply(x) as tf.Tensor;
}

/** TensorFlow.js's types hide a weight's variable. */
const variablesIn = (layer: tf.layers.Layer): tf.Variable[] =>
  layer.weights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
