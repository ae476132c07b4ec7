import * as tf from '@tensorflow/tfjs';
import { JanusError } from '../../../errors.ts';
import { backwardFilter, backwardInput, forward } from './algorithms.ts';
import { biasOf, finish, type Fused } from './fused.ts';
import { convolutionOf, expectOutputShape, outputShape, type ConvolutionAttributes } from './geometry.ts';
import { register } from '../register.ts';

export function registerConvolutions(): void {
  register<ConvolutionAttributes>('Conv2D', ({ heap, inputs, attrs, fallback }) => {
    const x = inputs['x']!;
    const filter = inputs['filter']!;
    const g = convolutionOf(x.shape, filter.shape, attrs);
    if (typeof g === 'string') return fallback();
    const y = heap.output(outputShape(g));
    forward(g)(heap, g, heap.address(x), heap.address(filter), heap.address(y));
    return y;
  });

  register<ConvolutionAttributes & Fused>('FusedConv2D', (call) => {
    const { heap, inputs, attrs } = call;
    const x = inputs['x']!;
    const filter = inputs['filter']!;
    const g = convolutionOf(x.shape, filter.shape, attrs);
    if (typeof g === 'string') return call.fallback();
    const bias = biasOf(inputs['bias'], g.outChannels);
    const y = heap.output(outputShape(g));
    forward(g)(heap, g, heap.address(x), heap.address(filter), heap.address(y), bias && heap.address(bias));
    return finish(call, y, bias !== undefined);
  });

  register<ConvolutionAttributes & { inputShape: number[] }>(
    'Conv2DBackpropInput',
    ({ heap, inputs, attrs, fallback }) => {
      const dy = inputs['dy']!;
      const filter = inputs['filter']!;
      const g = convolutionOf(attrs.inputShape, filter.shape, attrs);
      if (typeof g === 'string') return fallback();
      const shape = outputShape(g);
      if (!tf.util.arraysEqual(dy.shape, shape)) {
        // A transposed convolution to a smaller image than its input's; the stock kernel would read past a
        // smaller dy.
        if (dy.shape.every((side, i) => side >= shape[i])) return fallback();
        expectOutputShape('Conv2DBackpropInput', dy, shape);
      }
      const dx = heap.output(attrs.inputShape);
      backwardInput(g)(heap, g, heap.address(dy), heap.address(filter), heap.address(dx));
      return dx;
    },
  );

  register<ConvolutionAttributes & { filterShape: number[] }>(
    'Conv2DBackpropFilter',
    ({ heap, inputs, attrs }) => {
      const x = inputs['x']!;
      const dy = inputs['dy']!;
      const g = convolutionOf(x.shape, attrs.filterShape, attrs);
      if (typeof g === 'string') {
        throw new JanusError(
          `Conv2DBackpropFilter on the wasm backend does not cover ${g}.`,
          'Use NHWC images without dilations, none of them empty, or another backend.',
        );
      }
      expectOutputShape('Conv2DBackpropFilter', dy, outputShape(g));
      const dw = heap.output(attrs.filterShape);
      backwardFilter(g)(heap, g, heap.address(x), heap.address(dy), heap.address(dw));
      return dw;
    },
  );
}
