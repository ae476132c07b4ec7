import { expectLength } from '../../convert/expect-length.ts';
import { gaussian } from '../../convert/gaussian.ts';
import { luma } from './ssim.ts';

/** The window is the product of a column and a row of these 7 weights: a Gaussian of σ = 1 pixel. */
const WEIGHTS = gaussian(1);
/** From the middle of the window to its edge, in pixels. */
const REACH = (WEIGHTS.length - 1) / 2;

/**
 * The strength of a picture's high frequencies: the root mean square, over a mask, of the difference between
 * luma and its Gaussian blur of σ = 1 pixel. (Subtracting the blur is what unsharp masking and the levels of
 * P. J. Burt, E. H. Adelson, "The Laplacian pyramid as a compact image code", 1983, do.)
 *
 * Pixels count in the blur, too, by the mask alone: a normalised convolution (H. Knutsson, C.-F. Westin,
 * "Normalized and differential convolution", CVPR 1993). Otherwise the edge between a face and its hair would
 * count as detail of the face.
 *
 * @param picture [height, width, 3] sRGB, 0 to 255. @param mask [height, width] how much each pixel counts.
 * @returns levels of 0 to 255; 0 for one grey; NaN if the mask is empty.
 * @throws RangeError if their sizes differ.
 */
export function highFrequencies(
  picture: Float32Array,
  width: number,
  height: number,
  mask: Float32Array,
): number {
  expectLength('picture', picture, 3 * width * height);
  expectLength('mask', mask, width * height);
  const grey = luma(picture);
  let squares = 0;
  let weights = 0;
  mask.forEach((weight, pixel) => {
    if (weight === 0) return;
    squares += weight * differenceFromBlur(grey, width, height, mask, pixel) ** 2;
    weights += weight;
  });
  return Math.sqrt(squares / weights);
}

/** A pixel of the mask, less the blur of what the mask holds around it. */
function differenceFromBlur(
  grey: Float64Array,
  width: number,
  height: number,
  mask: Float32Array,
  pixel: number,
): number {
  const x = pixel % width;
  const y = Math.floor(pixel / width);
  let sum = 0;
  let weights = 0;
  for (let row = Math.max(0, y - REACH); row <= Math.min(height - 1, y + REACH); row++) {
    for (let column = Math.max(0, x - REACH); column <= Math.min(width - 1, x + REACH); column++) {
      const other = row * width + column;
      const weight = WEIGHTS[row - y + REACH] * WEIGHTS[column - x + REACH] * mask[other];
      // A sum of differences, so that one grey has none, whatever is rounded.
      sum += weight * (grey[pixel] - grey[other]);
      weights += weight;
    }
  }
  return sum / weights;
}

/**
 * How sharp a swap is beside the answer key: the ratio of their {@link highFrequencies}. Noise and the
 * checkerboard of an upsampling are high frequencies too, so a high sharpness says nothing alone: the swap
 * error says whether the detail is the right one.
 *
 * It is the ratio of two means over frames, as skill is. The mean of each frame's ratio would be ruled by
 * frames in the dark, where the key has next to no detail to divide by.
 *
 * @param ofSwap and @param ofKey means over the same frames; null if there are none.
 * @returns 1: as sharp as the key; below: blurred; above: sharper than the truth. Null if either is null, or
 * the key has no detail.
 */
export const sharpness = (ofSwap: number | null, ofKey: number | null): number | null =>
  ofSwap !== null && ofKey !== null && ofKey > 0 ? ofSwap / ofKey : null;
