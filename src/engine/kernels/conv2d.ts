import { JanusError } from '../../errors.ts';
import { backwardFilter, backwardInput, forward } from './algorithms.ts';
import { biasOf, finish, type Fused } from './fused.ts';
import { convolutionOf, outputShape, type ConvolutionAttributes } from './geometry.ts';
import { register } from './register.ts';

const notCovered = (kernel: string, what: string): JanusError =>
  new JanusError(
    `${kernel} on the wasm backend does not cover ${what}.`,
    'Use NHWC images without dilations, or another backend.',
  );

export function registerConvolutions(): void {
  register<ConvolutionAttributes>('Conv2D', ({ heap, inputs, attrs, passOn }) => {
    const x = inputs['x']!;
    const filter = inputs['filter']!;
    const g = convolutionOf(x.shape, filter.shape, attrs);
    if (typeof g === 'string') return passOn();
    const y = heap.output(outputShape(g));
    forward(g)(heap, g, heap.address(x), heap.address(filter), heap.address(y));
    return y;
  });

  register<ConvolutionAttributes & Fused>('FusedConv2D', (call) => {
    const { heap, inputs, attrs } = call;
    const x = inputs['x']!;
    const filter = inputs['filter']!;
    const g = convolutionOf(x.shape, filter.shape, attrs);
    if (typeof g === 'string') return call.passOn();
    const bias = biasOf(inputs['bias'], g.outChannels);
    const y = heap.output(outputShape(g));
    forward(g)(heap, g, heap.address(x), heap.address(filter), heap.address(y), bias && heap.address(bias));
    return finish(call, y, bias !== undefined);
  });

  register<ConvolutionAttributes & { inputShape: number[] }>(
    'Conv2DBackpropInput',
    ({ heap, inputs, attrs }) => {
      const dy = inputs['dy']!;
      const filter = inputs['filter']!;
      const g = convolutionOf(attrs.inputShape, filter.shape, attrs);
      if (typeof g === 'string') throw notCovered('Conv2DBackpropInput', g);
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
      if (typeof g === 'string') throw notCovered('Conv2DBackpropFilter', g);
      const dw = heap.output(attrs.filterShape);
      backwardFilter(g)(heap, g, heap.address(x), heap.address(dy), heap.address(dw));
      return dw;
    },
  );
}
