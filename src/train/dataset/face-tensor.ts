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

/** @throws InputError unless the tensor was computed from proven pictures. */
export function expectFaceTensor(tensor: FaceTensor): void {
  if (!known.has(tensor)) throw unproven('a tensor of other pictures');
}
