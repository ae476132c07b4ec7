import { clamp } from '../faces/exact/arithmetic.ts';
import { expectLength } from './expect-length.ts';
import { gaussian } from './gaussian.ts';

/** What is assumed beyond a picture's edges: the nearest pixel, or zeros. */
export type Beyond = 'edge' | 'zero';

/**
 * Blurs a picture with a Gaussian, first along its rows, then along its columns.
 * @param picture [height, width, channels]. @param channels 3 for a picture, 1 for a mask.
 * @param sigma the standard deviation in pixels; 0 leaves the picture as it is.
 * @returns a new picture.
 * @throws RangeError if the picture is not of that size.
 */
export function gaussianBlur(
  picture: Float32Array,
  width: number,
  height: number,
  channels: 1 | 3,
  sigma: number,
  beyond: Beyond = 'edge',
): Float32Array<ArrayBuffer> {
  expectLength('picture', picture, width * height * channels);
  const result = picture.slice();
  const weights = gaussian(sigma);
  const row = width * channels;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) blurLine(result, y * row + channel, channels, width, weights, beyond);
    for (let x = 0; x < width; x++) {
      blurLine(result, x * channels + channel, row, height, weights, beyond);
    }
  }
  return result;
}

/** Blurs `length` values in place, which lie `step` apart from `start` on. */
function blurLine(
  values: Float32Array,
  start: number,
  step: number,
  length: number,
  weights: Float64Array,
  beyond: Beyond,
): void {
  const reach = (weights.length - 1) / 2;
  const line = new Float64Array(length + 2 * reach);
  for (let i = 0; i < line.length; i++) {
    const at = clamp(i - reach, 0, length - 1);
    if (at === i - reach || beyond === 'edge') line[i] = values[start + at * step];
  }
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k] * line[i + k];
    values[start + i * step] = sum;
  }
}
