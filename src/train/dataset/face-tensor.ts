import * as tf from '@tensorflow/tfjs';
import { unproven } from '../../clips/proven-pixels.ts';

declare const proven: unique symbol;

/** A tensor of pictures that were proven to show nobody who exists: [batch, side, side, 3], values 0 to 1. */
export type FaceTensor = tf.Tensor4D & { readonly [proven]: true };

const known = new WeakSet<tf.Tensor>();

/** Declares a tensor proven that was computed from proven pictures. The package does not export this. */
export function faceTensor(tensor: tf.Tensor4D): FaceTensor {
  known.add(tensor);
  return tensor as FaceTensor;
}

/** Faces in a mirror: the same shape. */
export const mirrorFaces = (faces: FaceTensor): FaceTensor => faceTensor(tf.reverse(faces, 2));

/**
 * Faces moved by one pixel at the most: the same shape. A row or a column that comes in from beyond the edge
 * repeats the outermost one.
 * @param right −1, 0 or 1. @param down likewise.
 */
export const shiftFaces = (faces: FaceTensor, right: number, down: number): FaceTensor =>
  tf.tidy(() => {
    const padded = tf.mirrorPad(faces, EDGE, 'symmetric');
    return faceTensor(tf.slice(padded, [0, 1 - down, 1 - right, 0], faces.shape));
  });

/** A pixel on each side of a picture. */
const EDGE: [number, number][] = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];

/** @throws InputError unless the tensor was computed from proven pictures. */
export function expectFaceTensor(tensor: FaceTensor): void {
  if (!known.has(tensor)) throw unproven('a tensor of other pictures');
}
