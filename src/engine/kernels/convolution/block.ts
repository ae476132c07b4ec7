import * as tf from '@tensorflow/tfjs';
import { forward } from './algorithms.ts';
import { convolutionOf, outputShape, type Convolution } from './geometry.ts';
import type { Heap } from '../heap.ts';
import { register, registerGradient } from '../register.ts';

/** What follows a convolution of padding «same» and its bias in one block of a network. */
export interface BlockOptions {
  readonly strides: [number, number];
  readonly activation: 'leakyRelu' | 'sigmoid' | 'linear';
  /** Of the LeakyReLU for negative values, above 0. */
  readonly slope: number;
  /** Whether a pixel shuffle by two comes last: the channels are a multiple of four then. */
  readonly shuffled: boolean;
}

const BLOCK = 'ConvolutionBlock';
const GRADIENT = 'ConvolutionBlockGradient';

/**
 * A convolution with its bias, activation and pixel shuffle as one operation of the `wasm` backend, as the
 * networks here have them one after the other. Forward it is a pass over memory less for each; backward, all
 * but the convolution's own gradients are one pass.
 *
 * @param x [batch, height, width, channels] @param filter [h, w, channels, outChannels] @param bias [outChannels]
 * @returns [batch, outHeight, outWidth, outChannels], or [batch, 2 outHeight, 2 outWidth, outChannels / 4]
 */
export const convolutionBlock = (
  x: tf.Tensor,
  filter: tf.Tensor,
  bias: tf.Tensor,
  options: BlockOptions,
): tf.Tensor4D => tf.engine().runKernel(BLOCK, { x, filter, bias }, { ...options });

export function registerConvolutionBlock(): void {
  register<BlockOptions>(BLOCK, ({ heap, inputs, attrs, run }) => {
    const [x, filter, bias] = [inputs['x']!, inputs['filter']!, inputs['bias']!];
    const g = geometryOf(x.shape, filter.shape, attrs);
    const z = heap.output(outputShape(g));
    forward(g)(heap, g, heap.address(x), heap.address(filter), heap.address(z), heap.address(bias));
    if (attrs.activation === 'sigmoid') {
      const y = run('Sigmoid', { x: z });
      heap.release(z);
      return y;
    }
    return attrs.shuffled ? activateShuffled(heap, g, z, attrs) : activate(heap, z, attrs);
  });

  register<BlockOptions>(GRADIENT, ({ heap, inputs, attrs }) => {
    const [dy, y] = [inputs['dy']!, inputs['y']!];
    const [batch, height, width, channels] = y.shape as [number, number, number, number];
    const [factor, outChannels] = attrs.shuffled ? [2, 4 * channels] : [1, channels];
    const shape = [batch, height / factor, width / factor, outChannels];
    const dz = heap.output(shape);
    const sums = heap.output([outChannels]);
    const pixels = shape.slice(0, 3).reduce((product, side) => product * side);
    if (attrs.activation === 'sigmoid') {
      heap.kernels.sigmoidGradient(heap.address(dy), heap.address(y), heap.address(dz), pixels * outChannels);
      heap.kernels.columnSums(heap.address(dz), pixels, outChannels, heap.address(sums));
    } else {
      heap.kernels.leakyReluBlockGradient(
        ...[dy, y, dz, sums].map((tensor) => heap.address(tensor)),
        shape[0] * shape[1],
        shape[2],
        outChannels,
        Number(attrs.shuffled),
        slopeOf(attrs),
      );
    }
    return [dz, sums];
  });

  registerGradient({
    kernelName: BLOCK,
    inputsToSave: ['x', 'filter'],
    outputsToSave: [true],
    gradFunc: (dy, [x, filter, y], attrs) => {
      const { strides } = attrs as unknown as BlockOptions;
      const [dz, dBias] = tf.engine().runKernel<tf.Tensor[]>(GRADIENT, { dy: dy as tf.Tensor, y }, attrs);
      const convolution = { strides, pad: 'same', dataFormat: 'NHWC' };
      const run = (kernel: string, inputs: tf.NamedTensorMap, shape: object): tf.Tensor =>
        tf.engine().runKernel(kernel, inputs, { ...convolution, ...shape });
      return {
        // Only asked for where a gradient flows on: not of the first layer.
        x: () => run('Conv2DBackpropInput', { dy: dz, filter }, { inputShape: x.shape }),
        filter: () => run('Conv2DBackpropFilter', { x, dy: dz }, { filterShape: filter.shape }),
        // The last to be asked for, in the order of the inputs: dz would otherwise stay until the step is over.
        bias: () => {
          dz.dispose();
          return dBias;
        },
      };
    },
  });
}

function geometryOf(
  xShape: readonly number[],
  filterShape: readonly number[],
  { strides }: BlockOptions,
): Convolution {
  const g = convolutionOf(xShape, filterShape, { strides, pad: 'same', dataFormat: 'NHWC' });
  if (typeof g === 'string') throw new Error(`A block of a network cannot have ${g}.`);
  return g;
}

/** A linear block has a slope of 1. */
const slopeOf = ({ activation, slope }: BlockOptions): number => (activation === 'linear' ? 1 : slope);

function activate(heap: Heap, z: tf.TensorInfo, options: BlockOptions): tf.TensorInfo {
  if (options.activation === 'linear') return z;
  const at = heap.address(z);
  heap.kernels.leakyRelu(at, at, tf.util.sizeFromShape(z.shape), options.slope);
  return z;
}

function activateShuffled(
  heap: Heap,
  { batch, outHeight, outWidth, outChannels }: Convolution,
  z: tf.TensorInfo,
  options: BlockOptions,
): tf.TensorInfo {
  const y = heap.output([batch, 2 * outHeight, 2 * outWidth, outChannels / 4]);
  heap.kernels.leakyReluShuffle(
    heap.address(z),
    heap.address(y),
    batch * outHeight,
    outWidth,
    outChannels / 2,
    slopeOf(options),
  );
  heap.release(z);
  return y;
}
