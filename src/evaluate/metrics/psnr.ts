import { expectLength } from '../../convert/expect-length.ts';

/**
 * The peak signal-to-noise ratio of two pictures, in decibels: 10 log₁₀(255² ÷ mean squared difference) over
 * all three channels and a mask (ITU-T J.340). 20 dB is a difference of 25.5 levels, 40 dB of 2.55.
 * @param a [pixels, 3] 0 to 255. @param b as large. @param mask [pixels] how much each pixel counts.
 * @returns Infinity if they are equal, NaN if the mask is empty.
 * @throws RangeError if their sizes differ.
 */
export function psnr(a: Float32Array, b: Float32Array, mask: Float32Array): number {
  expectLength('first picture', a, 3 * mask.length);
  expectLength('second picture', b, 3 * mask.length);
  let sum = 0;
  let weights = 0;
  for (let pixel = 0, i = 0; pixel < mask.length; pixel++, i += 3) {
    sum += mask[pixel] * ((a[i] - b[i]) ** 2 + (a[i + 1] - b[i + 1]) ** 2 + (a[i + 2] - b[i + 2]) ** 2);
    weights += mask[pixel];
  }
  return 10 * Math.log10((255 * 255) / (sum / (3 * weights)));
}
