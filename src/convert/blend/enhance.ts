import { clamp } from '../../faces/exact/arithmetic.ts';
import { expectLength } from '../expect-length.ts';

/**
 * Exaggerates the difference from the filmed frame: (1 + amount)·result − amount·filmed, as faceswap-GAN does. The
 * new face's features stand out more, and so do its errors of colour and place. Under the mask's soft edge the
 * difference is smaller, and so is what is added; beyond it there is none.
 * @param result [height, width, 3] the frame with the new face in it, 0 to 255. @param filmed the frame before, of
 * the same size.
 * @param amount 0 changes nothing.
 * @returns a new picture, 0 to 255.
 * @throws RangeError if their sizes differ.
 */
export function enhance(
  result: Float32Array,
  filmed: Float32Array,
  amount: number,
): Float32Array<ArrayBuffer> {
  expectLength('filmed picture', filmed, result.length);
  return result.map((value, i) => clamp(value + amount * (value - filmed[i]), 0, 255));
}
