/**
 * The transfer function of sRGB, IEC 61966-2-1: 0.04045 and 0.0031308 are where its straight foot ends.
 * Values below 0, which colours beyond sRGB's gamut have, follow the foot.
 */

/** Light, 0 to 1, of a value 0 to 255. */
export function toLinear(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

/** The value 0 to 255 of a light 0 to 1. */
export const fromLinear = (light: number): number =>
  255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
