import * as tf from '@tensorflow/tfjs';
import { JanusError } from '../../../errors.ts';

/** The next multiple: sizes are filled up to whole vectors and panels. */
export const upTo = (value: number, multiple: number): number => multiple * Math.ceil(value / multiple);

/** Sizes of a convolution, height first. Images are [batch, height, width, channels]. */
export interface Convolution {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  /** Rows of zeros above, columns of zeros to the left. */
  readonly top: number;
  readonly left: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
}

type ExplicitPadding = Exclude<Parameters<typeof tf.backend_util.computeConv2DInfo>[4], string | number>;

/** The attributes that TensorFlow.js gives all its convolution kernels. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dilations?: number | [number, number];
}

/** The sizes, or in words what our kernels do not cover. */
export function convolutionOf(
  xShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat, dimRoundingMode, dilations = 1 }: ConvolutionAttributes,
): Convolution | string {
  if (dataFormat !== 'NHWC') return `data format ${dataFormat}`;
  const info = tf.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  if (info.dilationHeight !== 1 || info.dilationWidth !== 1) {
    return `dilations ${info.dilationHeight}, ${info.dilationWidth}`;
  }
  if (info.outHeight < 0 || info.outWidth < 0) {
    throw new JanusError(
      `A kernel of ${info.filterHeight} × ${info.filterWidth} does not fit into ${info.inHeight} × ${info.inWidth} pixels with the padding ${JSON.stringify(pad)}.`,
      'Use a smaller kernel, or the padding «same».',
    );
  }
  if (info.padInfo.top < 0 || info.padInfo.left < 0) return 'negative padding';
  if ([...xShape, ...filterShape, ...info.outShape].includes(0)) return 'an empty tensor';
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
  };
}

/** The output's shape. */
export const outputShape = (g: Convolution): [number, number, number, number] => [
  g.batch,
  g.outHeight,
  g.outWidth,
  g.outChannels,
];

export const inputShape = (g: Convolution): [number, number, number, number] => [
  g.batch,
  g.height,
  g.width,
  g.channels,
];

export const filterShape = (g: Convolution): [number, number, number, number] => [
  g.kernelHeight,
  g.kernelWidth,
  g.channels,
  g.outChannels,
];

/**
 * Kernels read as many values of an output's gradient as the output has.
 * @throws JanusError if the gradient has another shape
 */
export function expectOutputShape(kernelName: string, dy: tf.TensorInfo, shape: readonly number[]): void {
  if (tf.util.arraysEqual(dy.shape, shape as number[])) return;
  throw new JanusError(
    `${kernelName}: dy is [${dy.shape.join(', ')}], but the convolution's output is [${shape.join(', ')}].`,
    'Give the gradient of that output, or other strides, padding or shapes.',
  );
}
