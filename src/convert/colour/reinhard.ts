import { clamp } from '../../faces/exact/arithmetic.ts';
import { labToRgb, rgbToLab } from './cielab.ts';
import { largestDeviation, weightedDeviation, weightedMean } from './moments.ts';

/**
 * One level of 255 in L*a*b*: a smaller standard deviation comes from the rounding of the picture to bytes.
 */
const ONE_LEVEL = 0.4;

/**
 * Gives a picture the mean and the standard deviation of another's colours.
 *
 * E. Reinhard, M. Ashikhmin, B. Gooch, P. Shirley, "Color Transfer between Images", IEEE Computer Graphics
 * and Applications 21(5), 2001. The paper works in lαβ, a logarithmic space of cone responses; this, as the
 * face-swap programs do, in CIE L*a*b*, where a deep shadow does not outweigh the rest of a face.
 *
 * The paper divides by the source's deviation, which may be almost zero. So a channel is stretched as if its
 * deviation were at least one level, and no colour ends farther from the target's mean than the target's own
 * farthest: a speck on a flat picture does not become a glaring one.
 *
 * @param source [pixels, 3] sRGB, 0 to 255; all of it is changed, whatever its mask.
 * @param sourceMask [pixels] weights of the source's pixels. @param target the picture to be like.
 * @returns a new picture, whose values may lie below 0 or above 255.
 */
export function reinhard(
  source: Float32Array,
  sourceMask: Float32Array,
  target: Float32Array,
  targetMask: Float32Array,
): Float32Array<ArrayBuffer> {
  const lab = rgbToLab(source);
  const goal = rgbToLab(target);
  const from = weightedMean(lab, sourceMask);
  const to = weightedMean(goal, targetMask);
  const spread = weightedDeviation(lab, sourceMask, from);
  const goalSpread = weightedDeviation(goal, targetMask, to);
  const farthest = largestDeviation(goal, targetMask, to);
  for (let channel = 0; channel < 3; channel++) {
    const stretch = goalSpread[channel] / Math.max(spread[channel], ONE_LEVEL);
    for (let i = channel; i < lab.length; i += 3) {
      const shifted = lab[i] - from[channel];
      const reach = Math.max(farthest[channel], Math.abs(shifted));
      lab[i] = clamp(shifted * stretch, -reach, reach) + to[channel];
    }
  }
  return labToRgb(lab);
}
