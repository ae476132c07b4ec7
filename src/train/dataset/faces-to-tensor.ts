import * as tf from '@tensorflow/tfjs';
import { pixelsOf } from '../../clips/proven-pixels.ts';
import { faceTensor, type FaceTensor } from './face-tensor.ts';
import { expectDataset, type FaceDataset } from './face-dataset.ts';

/**
 * Faces of a dataset, from the number `first` to before `end`, as what an encoder takes.
 * @returns [end − first, side, side, 3], values 0 to 1; the caller's to dispose of.
 * @throws InputError if the faces are not proven.
 */
export function facesToTensor(faces: FaceDataset, first = 0, end = faces.count): FaceTensor {
  expectDataset(faces);
  const { images, side } = faces;
  const length = 3 * side * side;
  const bytes = pixelsOf(images).subarray(first * length, end * length);
  const shape: [number, number, number, number] = [end - first, side, side, 3];
  return faceTensor(tf.tidy(() => tf.div(tf.tensor4d(bytes, shape, 'float32'), 255)));
}
