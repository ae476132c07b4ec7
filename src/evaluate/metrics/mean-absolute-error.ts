import { expectLength } from '../../convert/expect-length.ts';

/**
 * The mean absolute difference of two pictures, in levels of 0 to 255, over all three channels and a mask.
 * Between what decoder B predicts and the crop key, over the key's inner face, it is the swap error.
 * @param a [pixels, 3] 0 to 255. @param b as large. @param mask [pixels] how much each pixel counts.
 * @returns NaN if the mask is empty.
 * @throws RangeError if their sizes differ.
 */
export function meanAbsoluteError(a: Float32Array, b: Float32Array, mask: Float32Array): number {
  expectLength('first picture', a, 3 * mask.length);
  expectLength('second picture', b, 3 * mask.length);
  let sum = 0;
  let weights = 0;
  for (let pixel = 0, i = 0; pixel < mask.length; pixel++, i += 3) {
    sum +=
      mask[pixel] * (Math.abs(a[i] - b[i]) + Math.abs(a[i + 1] - b[i + 1]) + Math.abs(a[i + 2] - b[i + 2]));
    weights += mask[pixel];
  }
  return sum / (3 * weights);
}
