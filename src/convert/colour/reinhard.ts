import { labToRgb, rgbToLab } from './cielab.ts';
import { weightedDeviation, weightedMean } from './moments.ts';

/** A standard deviation in L*a*b* that is rounding and nothing else. */
const FLAT = 1e-4;

/**
 * Gives a picture the mean and the standard deviation of another's colours.
 *
 * E. Reinhard, M. Ashikhmin, B. Gooch, P. Shirley, "Color Transfer between Images", IEEE Computer Graphics and
 * Applications 21(5), 2001. The paper works in lαβ, a logarithmic space of cone responses; this, as the face-swap programs
 * do, in CIE L*a*b*, where a deep shadow does not outweigh the rest of a face.
 *
 * A channel that is constant over the source's mask is shifted and not stretched.
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
  for (let channel = 0; channel < 3; channel++) {
    const stretch = spread[channel] > FLAT ? goalSpread[channel] / spread[channel] : 1;
    for (let i = channel; i < lab.length; i += 3) {
      lab[i] = (lab[i] - from[channel]) * stretch + to[channel];
    }
  }
  return labToRgb(lab);
}
