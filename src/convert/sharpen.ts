import { clamp } from '../faces/exact/arithmetic.ts';
import { gaussianBlur } from './blur.ts';

/**
 * Unsharp masking: adds `amount` times the difference between a picture and its blurred copy. A decoder
 * predicts less detail than it was shown; this restores contrast, though not the detail.
 * @param picture [height, width, 3] 0 to 255. @param amount 0 leaves the picture as it is; 1 doubles the
 * finest contrast.
 * @param radius the standard deviation of the blur, in pixels.
 * @returns a new picture, 0 to 255.
 * @throws RangeError if the picture is not of that size.
 */
export function unsharpMask(
  picture: Float32Array,
  width: number,
  height: number,
  amount: number,
  radius: number,
): Float32Array<ArrayBuffer> {
  const blurred = gaussianBlur(picture, width, height, 3, radius);
  return picture.map((value, i) => clamp(value + amount * (value - blurred[i]), 0, 255));
}
