import { clamp } from '../../faces/exact/arithmetic.ts';
import { largestDeviation, weightedDeviation, weightedMean } from './moments.ts';

/**
 * Gives each channel of a picture the mean and the standard deviation of another's, in the space that both are
 * in: (x − μs)·σt/σs + μt.
 *
 * The source's deviation may be almost zero. So a channel is stretched as if its deviation were at least one
 * level, and no value ends farther from the target's mean than the target's own farthest: a speck on a flat
 * picture does not become a glaring one.
 *
 * @param source [pixels, 3]; all of it is changed, whatever its mask. @param sourceMask [pixels] weights of the
 * source's pixels.
 * @param target the picture to be like.
 * @param oneLevel one level of 255 in that space: a smaller standard deviation comes from the rounding of the
 * picture to bytes.
 * @returns a new picture, whose values may lie outside the space's range.
 */
export function matchMoments(
  source: Float32Array,
  sourceMask: Float32Array,
  target: Float32Array,
  targetMask: Float32Array,
  oneLevel: number,
): Float32Array<ArrayBuffer> {
  const from = weightedMean(source, sourceMask);
  const to = weightedMean(target, targetMask);
  const spread = weightedDeviation(source, sourceMask, from);
  const goalSpread = weightedDeviation(target, targetMask, to);
  const farthest = largestDeviation(target, targetMask, to);
  const result = new Float32Array(source.length);
  for (let channel = 0; channel < 3; channel++) {
    const stretch = goalSpread[channel] / Math.max(spread[channel], oneLevel);
    for (let i = channel; i < source.length; i += 3) {
      const shifted = source[i] - from[channel];
      const reach = Math.max(farthest[channel], Math.abs(shifted));
      result[i] = clamp(shifted * stretch, -reach, reach) + to[channel];
    }
  }
  return result;
}
