import * as tf from '@tensorflow/tfjs';
import { registerGradient } from '../register.ts';

interface MirrorPadding {
  readonly paddings: readonly [before: number, after: number][];
  readonly mode: 'reflect' | 'symmetric';
}

/** The stock gradient forgets the mirrored copies: it is only that of the values in the middle. */
export function registerMirrorPadGradient(): void {
  registerGradient({
    kernelName: 'MirrorPad',
    gradFunc: (dy, _, attrs) => {
      const { paddings, mode } = attrs as unknown as MirrorPadding;
      const edge = mode === 'reflect' ? 1 : 0;
      return {
        x: () =>
          tf.tidy(() =>
            paddings.reduce(
              (gradient, [before, after], axis) => foldBack(gradient, axis, before, after, edge),
              dy as tf.Tensor,
            ),
          ),
      };
    },
  });
}

/**
 * Along one axis, adds the gradients of the mirrored copies to those of the values that they are copies of.
 *
 * @param edge 1 if the value at the edge has no copy («reflect»), 0 if it has («symmetric»)
 */
function foldBack(dy: tf.Tensor, axis: number, before: number, after: number, edge: number): tf.Tensor {
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
