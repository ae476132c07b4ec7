import { z } from 'zod';
import { clamp, mix } from './exact/arithmetic.ts';

/** A colour as it is written in JSON: sRGB, `#rrggbb`, lower case. */
export type Hex = string;

/** Three channels, each in [0, 1]. */
export type RGB = readonly [number, number, number];

export const hexColour = (description: string) =>
  z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'expected a colour such as #c68642')
    .describe(description);

/** `#rrggbb` → channels in [0, 1]. */
export function parseHex(hex: Hex): RGB {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
}

/** Channels in [0, 1] → `#rrggbb`, each rounded to its nearest of 256 levels. */
export function toHex(rgb: RGB): Hex {
  let n = 0;
  for (const channel of rgb) n = n * 256 + Math.floor(clamp(channel) * 255 + 0.5);
  return `#${(n + 0x1000000).toString(16).slice(1)}`;
}

export const mixRGB = (a: RGB, b: RGB, t: number): RGB => [
  mix(a[0], b[0], t),
  mix(a[1], b[1], t),
  mix(a[2], b[2], t),
];

export const mixHex = (a: Hex, b: Hex, t: number): Hex => toHex(mixRGB(parseHex(a), parseHex(b), t));

/** Perceived lightness of a colour in [0, 1]: Rec. 601 luma. */
export function luma(hex: Hex): number {
  const [r, g, b] = parseHex(hex);
  return 0.299 * r + 0.587 * g + 0.114 * b;
}
