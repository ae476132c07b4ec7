import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../register.ts';

/** Attributes of TensorFlow.js's fused kernels: what follows the multiplication and the bias. */
export interface Fused {
  readonly activation?: keyof typeof ACTIVATIONS | 'linear';
  readonly leakyreluAlpha?: number;
}

const ACTIVATIONS = {
  elu: 'Elu',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
  relu: 'Relu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
} as const;

/** The bias, if it has one value for each output channel, so that a multiplication can start from it. */
export const biasOf = (bias: tf.TensorInfo | undefined, channels: number): tf.TensorInfo | undefined =>
  bias?.shape.at(-1) === channels && tf.util.sizeFromShape(bias.shape) === channels ? bias : undefined;

/**
 * What a fused kernel does after its multiplication: adds a bias of another shape, then applies the
 * activation.
 */
export function finish(
  { heap, inputs, attrs, run }: KernelCall<Fused>,
  product: tf.TensorInfo,
  biasAdded: boolean,
): tf.TensorInfo {
  let y = product;
  const then = (kernel: string, more: tf.NamedTensorInfoMap, attributes?: tf.NamedAttrMap): void => {
    const next = run(kernel, more, attributes);
    heap.release(y);
    y = next;
  };
  if (inputs['bias'] !== undefined && !biasAdded) then('Add', { a: y, b: inputs['bias'] });
  const { activation = 'linear', leakyreluAlpha = 0.2 } = attrs;
  if (activation === 'prelu') then('Prelu', { x: y, alpha: inputs['preluActivationWeights'] });
  else if (activation !== 'linear') then(ACTIVATIONS[activation], { x: y }, { alpha: leakyreluAlpha });
  return y;
}
