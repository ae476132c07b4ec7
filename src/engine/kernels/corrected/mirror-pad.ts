import * as tf from '@tensorflow/tfjs';
import { register, registerGradient } from '../register.ts';

interface MirrorPadding {
  readonly paddings: readonly [before: number, after: number][];
  readonly mode: 'reflect' | 'symmetric';
}

interface AxisPadding {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
  /** 1 if the value at the edge has no copy («reflect»), 0 if it has («symmetric»). */
  readonly edge: number;
}

/** {@link foldBack} as one kernel of `wasm`. */
const FOLD_BACK = 'MirrorPadGrad';

/** Composed of slices and paddings, the gradient takes longer than that of the convolution that follows. */
export function registerMirrorPadFold(): void {
  register<AxisPadding>(FOLD_BACK, ({ heap, inputs, attrs: { axis, before, after, edge } }) => {
    const dy = inputs['dy']!;
    const length = dy.shape[axis] - before - after;
    const dx = heap.output(dy.shape.with(axis, length));
    heap.kernels.mirrorPadGradient(
      heap.address(dy),
      tf.util.sizeFromShape(dy.shape.slice(0, axis)),
      length,
      tf.util.sizeFromShape(dy.shape.slice(axis + 1)),
      before,
      after,
      edge,
      heap.address(dx),
    );
    return dx;
  });

  // For second derivatives: the gradient of this linear operation is the padding.
  registerGradient({
    kernelName: FOLD_BACK,
    gradFunc: (ddx, _, attrs) => {
      const { axis, before, after, edge } = attrs as unknown as AxisPadding;
      const values = ddx as tf.Tensor;
      const paddings = values.shape.map((_, i): [number, number] => (i === axis ? [before, after] : [0, 0]));
      return { dy: () => tf.mirrorPad(values, paddings, edge === 1 ? 'reflect' : 'symmetric') };
    },
  });
}

/** The stock gradient forgets the mirrored copies: it is only that of the values in the middle. */
export function registerMirrorPadGradient(): void {
  registerGradient({
    kernelName: 'MirrorPad',
    gradFunc: (dy, _, attrs) => {
      const { paddings, mode } = attrs as unknown as MirrorPadding;
      const edge = mode === 'reflect' ? 1 : 0;
      const padded = paddings
        .map(([before, after], axis): AxisPadding => ({ axis, before, after, edge }))
        .filter(({ before, after }) => before + after > 0);
      return { x: () => tf.tidy(() => padded.reduce(foldBack, tf.clone(dy as tf.Tensor))) };
    },
  });
}

/** Along one axis, adds the gradients of the mirrored copies to those of the values that they are copies of. */
function foldBack(dy: tf.Tensor, padding: AxisPadding): tf.Tensor {
  if (tf.getBackend() === 'wasm') return tf.engine().runKernel(FOLD_BACK, { dy }, { ...padding });
  const { axis, before, after, edge } = padding;
  const length = dy.shape[axis] - before - after;
  const part = (begin: number, size: number): tf.Tensor =>
    tf.slice(
      dy,
      dy.shape.map((_, i) => (i === axis ? begin : 0)),
      dy.shape.map((side, i) => (i === axis ? size : side)),
    );
  /** The copies in reverse order, with zeros around, as many as there are values. */
  const mirrored = (begin: number, size: number, first: number): tf.Tensor =>
    tf.pad(
      tf.reverse(part(begin, size), axis),
      dy.shape.map((_, i) => (i === axis ? [first, length - first - size] : [0, 0])),
    );
  const terms = [part(before, length)];
  if (before > 0) terms.push(mirrored(0, before, edge));
  if (after > 0) terms.push(mirrored(before + length, after, length - after - edge));
  return tf.addN(terms);
}
