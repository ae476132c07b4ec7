import type { Similarity } from '../extract/similarity.ts';
import { alphaBlend } from './blend/blend.ts';
import { enhance } from './blend/enhance.ts';
import { poissonBlend } from './blend/poisson.ts';
import { matchColour } from './colour/match-colour.ts';
import { softened, type MaskEdge } from './mask/face-mask.ts';
import type { BlendMethod, ColourMethod } from './names.ts';
import { placeCrop, type Box } from './place-crop.ts';
import { unsharpMask } from './sharpen.ts';

/** How a predicted face is put over a picture. */
export interface PasteOptions extends MaskEdge {
  readonly colour: ColourMethod;
  readonly blend: BlendMethod;
  /** How much contrast is added to the prediction: see `unsharpMask`. */
  readonly sharpen: number;
  /** How much the difference from the filmed picture is exaggerated: see {@link enhance}. */
  readonly enhance: number;
}

/** The part of a filmed picture into which a face is put. */
export interface FilmedPart {
  /** Where it lies in the picture. */
  readonly box: Box;
  /** [height, width, 3] 0 to 255 */
  readonly pixels: Float32Array;
  /** [height, width] 0 to 1: how much of each pixel is to be replaced, before the mask's edge is made. */
  readonly mask: Float32Array;
  /** From pixels of the picture to pixels of the face. */
  readonly toCrop: Similarity;
}

/** Pixels of a crop over which a predicted face is sharpened. */
const SHARPEN_RADIUS = 1;

/**
 * Puts a predicted face over a part of a picture: sharpens it, resamples it, matches its colours to those under
 * the mask if asked to, and blends it in.
 * @param face [side, side, 3] 0 to 255.
 * @returns [height, width, 3] of the part, 0 to 255.
 */
export function pasteFace(
  face: Float32Array,
  side: number,
  { box, pixels, mask, toCrop }: FilmedPart,
  options: PasteOptions,
): Float32Array<ArrayBuffer> {
  const soft = softened(mask, box, toCrop, side, options);
  const sharp = options.sharpen > 0 ? unsharpMask(face, side, side, options.sharpen, SHARPEN_RADIUS) : face;
  const placed = placeCrop(sharp, side, 3, toCrop, box);
  const over = matchColour(options.colour, placed, soft, pixels, soft);
  const blended =
    options.blend === 'poisson'
      ? poissonBlend(over, pixels, soft, box.width, box.height)
      : alphaBlend(over, pixels, soft);
  return options.enhance > 0 ? enhance(blended, pixels, options.enhance) : blended;
}
