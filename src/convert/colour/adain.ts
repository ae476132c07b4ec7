import { matchMoments } from './match-moments.ts';

/** One level of 255 in sRGB. */
const ONE_LEVEL = 1;

/**
 * Gives a picture the mean and the standard deviation of another's red, green and blue: {@link matchMoments} in
 * sRGB.
 *
 * X. Huang, S. Belongie, "Arbitrary Style Transfer in Real-time with Adaptive Instance Normalization", ICCV 2017,
 * equation 8. The paper applies it to a network's features; faceswap-GAN v2.2, to colours.
 *
 * @param source [pixels, 3] sRGB, 0 to 255; all of it is changed, whatever its mask.
 * @param sourceMask [pixels] weights of the source's pixels. @param target the picture to be like.
 * @returns a new picture, whose values may lie below 0 or above 255.
 */
export const adain = (
  source: Float32Array,
  sourceMask: Float32Array,
  target: Float32Array,
  targetMask: Float32Array,
): Float32Array<ArrayBuffer> => matchMoments(source, sourceMask, target, targetMask, ONE_LEVEL);
