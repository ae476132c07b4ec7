import * as tf from '@tensorflow/tfjs';
import { registerDepthToSpaceGradient } from '../depth-to-space.ts';
import { registerGradient } from '../register.ts';
import { registerMirrorPadGradient } from './mirror-pad.ts';
import { registerAvgPoolGradient } from './pooling.ts';
import { registerResizeGradients } from './resize.ts';
import { refuseMissingGradients } from './unsupported.ts';

interface Cumulative {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

let registered = false;

/**
 * Puts right the gradients that TensorFlow.js 4.22 computes wrongly on every backend, or lacks. May be called
 * again.
 */
export function registerGradients(): void {
  if (registered) return;
  registered = true;
  registerAvgPoolGradient();
  registerDepthToSpaceGradient();
  registerMirrorPadGradient();
  registerResizeGradients();
  registerCumsumGradient();
  for (const kernelName of BROADCASTING) sumOverBroadcastAxes(kernelName);
  for (const kernelName of SEVERAL_OUTPUTS) acceptOneOutput(kernelName);
  for (const kernelName of PIECEWISE_CONSTANT) registerZeroGradient(kernelName);
  refuseMissingGradients();
}

/** The stock gradient is transposed once too often unless the axis is the last. */
function registerCumsumGradient(): void {
  registerGradient({
    kernelName: 'Cumsum',
    gradFunc: (dy, _, attrs) => {
      const { axis, exclusive, reverse } = attrs as unknown as Cumulative;
      return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) };
    },
  });
}

/**
 * Binary kernels whose stock gradient has the output's shape, even where an operand of a smaller shape was
 * broadcast.
 */
const BROADCASTING = ['BatchMatMul', 'Maximum', 'Minimum', 'SquaredDifference'];

function sumOverBroadcastAxes(kernelName: string): void {
  const stock = tf.getGradient(kernelName);
  registerGradient({
    ...stock,
    gradFunc: (dy, saved, attrs) => {
      const { a, b } = stock.gradFunc(dy, saved, attrs);
      return { a: () => sumTo(a(), saved[0].shape), b: () => sumTo(b(), saved[1].shape) };
    },
  });
}

/** The sum over the axes along which a tensor of the given shape was broadcast. */
function sumTo(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  if (tf.util.arraysEqual(gradient.shape, shape)) return gradient;
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(tf.sum(gradient, axes), shape);
}

/**
 * Kernels with several outputs: the stock gradient fails if there is only one, which then comes without its
 * array.
 */
const SEVERAL_OUTPUTS = ['SplitV', 'Unpack'];

function acceptOneOutput(kernelName: string): void {
  const stock = tf.getGradient(kernelName);
  registerGradient({ ...stock, gradFunc: (dy, saved, attrs) => stock.gradFunc([dy].flat(), saved, attrs) });
}

/**
 * Comparisons, whose derivative is zero wherever there is one; TensorFlow.js knows it of GreaterEqual alone.
 */
const PIECEWISE_CONSTANT = ['Equal', 'Greater', 'Less', 'LessEqual', 'NotEqual'];

function registerZeroGradient(kernelName: string): void {
  registerGradient({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (_, [a, b]) => ({ a: () => tf.zeros(a.shape), b: () => tf.zeros(b.shape) }),
  });
}
