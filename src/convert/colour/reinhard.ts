import { labToRgb, rgbToLab } from './cielab.ts';
import { matchMoments } from './match-moments.ts';

/** One level of 255 in L*a*b*. */
const ONE_LEVEL = 0.4;

/**
 * Gives a picture the mean and the standard deviation of another's colours: {@link matchMoments} in L*a*b*.
 *
 * E. Reinhard, M. Ashikhmin, B. Gooch, P. Shirley, "Color Transfer between Images", IEEE Computer Graphics
 * and Applications 21(5), 2001. The paper works in lαβ, a logarithmic space of cone responses; this, as the
 * face-swap programs do, in CIE L*a*b*, where a deep shadow does not outweigh the rest of a face.
 *
 * @param source [pixels, 3] sRGB, 0 to 255; all of it is changed, whatever its mask.
 * @param sourceMask [pixels] weights of the source's pixels. @param target the picture to be like.
 * @returns a new picture, whose values may lie below 0 or above 255.
 */
export const reinhard = (
  source: Float32Array,
  sourceMask: Float32Array,
  target: Float32Array,
  targetMask: Float32Array,
): Float32Array<ArrayBuffer> =>
  labToRgb(matchMoments(rgbToLab(source), sourceMask, rgbToLab(target), targetMask, ONE_LEVEL));
