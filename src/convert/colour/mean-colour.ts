import { weightedMean } from './moments.ts';
import { fromLinear, toLinear } from './srgb.ts';

/**
 * Gives a picture the mean colour of another, by a gain for each channel in linear light: what a lamp of another strength
 * and colour does to a scene (the rule of J. von Kries, "Theoretische Studien über die Umstimmung des Sehorgans", 1902, for
 * RGB instead of the eye's cones). So nothing falls below 0 and black stays black, which a shift of sRGB values turns grey.
 *
 * A channel of which the source has nothing stays as it is.
 *
 * @param source [pixels, 3] sRGB, 0 to 255; all of it is changed, whatever its mask.
 * @param sourceMask [pixels] weights of the source's pixels. @param target the picture to be like.
 * @returns a new picture, whose values may lie above 255.
 */
export function meanColour(
  source: Float32Array,
  sourceMask: Float32Array,
  target: Float32Array,
  targetMask: Float32Array,
): Float32Array<ArrayBuffer> {
  const light = source.map(toLinear);
  const from = weightedMean(light, sourceMask);
  const to = weightedMean(target.map(toLinear), targetMask);
  return light.map((value, i) => fromLinear(from[i % 3] > 0 ? (value * to[i % 3]) / from[i % 3] : value));
}
