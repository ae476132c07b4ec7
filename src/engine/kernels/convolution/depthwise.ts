import * as tf from '@tensorflow/tfjs';
import { finish, type Fused } from './fused.ts';
import { expectOutputShape } from './geometry.ts';
import { register } from '../register.ts';

type ConvolutionArguments = Parameters<typeof tf.backend_util.computeConv2DInfo>;
type Shape4D = [number, number, number, number];

interface Depthwise {
  readonly strides: ConvolutionArguments[2];
  readonly pad: ConvolutionArguments[4];
  readonly dilations?: ConvolutionArguments[3] | null;
  readonly dimRoundingMode?: ConvolutionArguments[5];
}

const infoOf = (
  xShape: Shape4D,
  filterShape: Shape4D,
  { strides, pad, dilations, dimRoundingMode }: Depthwise,
): ReturnType<typeof tf.backend_util.computeConv2DInfo> =>
  tf.backend_util.computeConv2DInfo(xShape, filterShape, strides, dilations ?? 1, pad, dimRoundingMode, true);

type Info = ReturnType<typeof infoOf>;

/**
 * The sizes, in the order in which both gradients take them. TensorFlow.js itself refuses gradients with
 * dilations.
 */
const sizesOf = (info: Info): number[] => [
  info.batchSize,
  info.inHeight,
  info.inWidth,
  info.inChannels,
  info.outChannels / info.inChannels,
  info.outHeight,
  info.outWidth,
  info.filterHeight,
  info.filterWidth,
  info.strideHeight,
  info.strideWidth,
  info.padInfo.top,
  info.padInfo.left,
];

/** Depthwise convolutions, of which separable ones are made. */
export function registerDepthwise(): void {
  // The stock kernel shifts an image of stride 2 under the padding «same» if one side of the filter is 1; not
  // so under the same padding in numbers.
  register<Depthwise>('DepthwiseConv2dNative', ({ inputs, attrs, fallback }) => {
    if (attrs.pad !== 'same') return fallback();
    const [x, filter] = [inputs['x']!, inputs['filter']!];
    const { top, bottom, left, right } = infoOf(x.shape as Shape4D, filter.shape as Shape4D, attrs).padInfo;
    const pad: Depthwise['pad'] = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    return fallback({ attrs: { ...attrs, pad } });
  });

  register<Fused>('FusedDepthwiseConv2D', (call) => {
    const { inputs, attrs, run } = call;
    const product = run('DepthwiseConv2dNative', { x: inputs['x'], filter: inputs['filter'] }, { ...attrs });
    return finish(call, product, false);
  });

  register<Depthwise & { inputShape: Shape4D }>(
    'DepthwiseConv2dNativeBackpropInput',
    ({ heap, inputs, attrs }) => {
      const [dy, filter] = [inputs['dy']!, inputs['filter']!];
      const info = infoOf(attrs.inputShape, filter.shape as Shape4D, attrs);
      expectOutputShape('DepthwiseConv2dNativeBackpropInput', dy, info.outShape);
      const dx = heap.output(attrs.inputShape);
      heap.kernels.depthwiseInputGradient(
        heap.address(dy),
        heap.address(filter),
        heap.address(dx),
        ...sizesOf(info),
      );
      return dx;
    },
  );

  register<Depthwise & { filterShape: Shape4D }>(
    'DepthwiseConv2dNativeBackpropFilter',
    ({ heap, inputs, attrs }) => {
      const [x, dy] = [inputs['x']!, inputs['dy']!];
      const info = infoOf(x.shape as Shape4D, attrs.filterShape, attrs);
      expectOutputShape('DepthwiseConv2dNativeBackpropFilter', dy, info.outShape);
      const dw = heap.output(attrs.filterShape);
      heap.withScratch([info.outChannels], (work) => {
        heap.kernels.depthwiseFilterGradient(
          heap.address(x),
          heap.address(dy),
          heap.address(dw),
          ...sizesOf(info),
          work,
        );
      });
      return dw;
    },
  );
}
