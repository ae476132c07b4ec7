import { rgbToLab } from '../../convert/colour/cielab.ts';
import { expectLength } from '../../convert/expect-length.ts';

/**
 * How far the mean colour of a swap is from that of the answer key, over a mask: the distance of the mean
 * L*, a* and b* of both, ΔE*ab of 1976 (CIE 15). About 2.3 is just noticeable between two plain patches
 * (M. Mahy, L. Van Eycken, A. Oosterlinck, "Evaluation of uniform color spaces developed after the adoption of
 * CIELAB and CIELUV", Color Research and Application 19(2), 1994).
 *
 * It tells a face in the wrong light, or of the wrong complexion, from one whose features are wrong: the swap
 * error counts both.
 *
 * @param swap [pixels, 3] sRGB, 0 to 255. @param key as large. @param mask [pixels] how much each pixel counts.
 * @returns 0 or more; NaN if the mask is empty.
 * @throws RangeError if their sizes differ.
 */
export function colourError(swap: Float32Array, key: Float32Array, mask: Float32Array): number {
  expectLength('swap', swap, 3 * mask.length);
  expectLength('key', key, 3 * mask.length);
  const [colour, keyColour] = [meanLab(swap, mask), meanLab(key, mask)];
  return Math.hypot(...colour.map((value, i) => value - keyColour[i]));
}

/** The mean L*, a* and b* of a picture over a mask. */
function meanLab(picture: Float32Array, mask: Float32Array): number[] {
  const lab = rgbToLab(picture);
  const sums = [0, 0, 0];
  let weights = 0;
  mask.forEach((weight, pixel) => {
    for (let i = 0; i < 3; i++) sums[i] += weight * lab[3 * pixel + i];
    weights += weight;
  });
  return sums.map((sum) => sum / weights);
}
