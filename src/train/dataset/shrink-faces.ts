import * as tf from '@tensorflow/tfjs';
import { pixelsOf, provenPixels } from '../../clips/proven-pixels.ts';
import { expectFaceTensor, faceTensor, type FaceTensor } from './face-tensor.ts';
import { expectDataset, FaceDataset } from './face-dataset.ts';

/**
 * Faces at a smaller size: each pixel is the mean of a square of pixels.
 * @param crops [batch, n · side, n · side, 3].
 * @returns [batch, side, side, 3]: the crops themselves if they have that size.
 * @throws InputError if the crops are not proven; RangeError if their side is no multiple of the other.
 */
export function shrinkTensor(crops: FaceTensor, side = crops.shape[1]): FaceTensor {
  expectFaceTensor(crops);
  const factor = factorOf(crops.shape[1], side);
  return factor === 1 ? crops : faceTensor(tf.avgPool(crops, factor, factor, 'valid'));
}

/**
 * The same of a dataset, to the nearest levels.
 * @throws InputError if this is no dataset; RangeError as {@link shrinkTensor}.
 */
export function shrinkFaces(set: FaceDataset, side = set.side): FaceDataset {
  expectDataset(set);
  const factor = factorOf(set.side, side);
  if (factor === 1) return set;
  const pixels = shrunk(pixelsOf(set.images), set.side, 3, factor);
  const images = provenPixels(pixels, side, side, set.count);
  return new FaceDataset(images, shrunk(set.masks, set.side, 1, factor), set.landmarks);
}

function factorOf(from: number, to: number): number {
  if (from % to === 0) return from / to;
  throw new RangeError(`Faces of ${from} × ${from} pixels cannot be shrunk to ${to} × ${to}.`);
}

/** @param pictures [count, side, side, channels]. @returns [count, side / factor, side / factor, channels] */
function shrunk(
  pictures: Uint8Array,
  side: number,
  channels: number,
  factor: number,
): Uint8Array<ArrayBuffer> {
  const small = side / factor;
  const rows = pictures.length / (side * channels * factor);
  const result = new Uint8Array(rows * small * channels);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < small; column++) {
      for (let c = 0; c < channels; c++, at++) {
        let sum = 0;
        for (let y = 0; y < factor; y++) {
          const from = ((row * factor + y) * side + column * factor) * channels + c;
          for (let x = 0; x < factor; x++) sum += pictures[from + x * channels];
        }
        result[at] = Math.round(sum / (factor * factor));
      }
    }
  }
  return result;
}
