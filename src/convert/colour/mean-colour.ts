import { largestDeviation, weightedMean } from './moments.ts';
import { fromLinear, toLinear } from './srgb.ts';

/** One level of 255, in linear light. Smaller differences are rounding errors of the picture's bytes. */
const ONE_LEVEL = toLinear(1);
/** A gain makes no value brighter than this many times the target's brightest. */
const REACH = 1.5;

/**
 * Gives a picture the mean colour of another, by a gain for each channel in linear light: what a lamp of
 * another strength and colour does to a scene (the rule of J. von Kries, "Theoretische Studien über die
 * Umstimmung des Sehorgans", 1902, for RGB instead of the eye's cones). So nothing falls below 0 and black
 * stays black, which a shift of sRGB values turns grey.
 *
 * The gain of a channel that is nearly black in the source would be huge: its mean is taken to be at least
 * one level of 255, and no gain makes a value more than one and a half times as bright as the target's
 * brightest. So a speck on a black picture does not become a glaring one.
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
  const targetLight = target.map(toLinear);
  const to = weightedMean(targetLight, targetMask);
  const brightest = largestDeviation(targetLight, targetMask, [0, 0, 0]);
  return light.map((value, i) => {
    const gained = (value * to[i % 3]) / Math.max(from[i % 3], ONE_LEVEL);
    return fromLinear(Math.min(gained, Math.max(value, REACH * brightest[i % 3])));
  });
}
