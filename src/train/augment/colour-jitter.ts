import type { Random } from '../../faces/index.ts';
import { uniformAround0 } from './uniform.ts';

/** The largest change of the overall gain, and of each channel's, relative to 1. */
const GAIN = 0.5;
/** The largest offset, as a fraction of the range of values. */
const OFFSET = 0.1;

/** A random change of a crop's colours. */
export interface ColourJitter {
  /** A factor for each channel. */
  readonly gains: readonly [number, number, number];
  /** Added to all channels; values are 0 to 1. */
  readonly offset: number;
}

/**
 * Draws a change of colours so strong that the skin's colour no longer identifies a person. The target keeps
 * its colours, so the encoder gains nothing from telling people apart by their colours.
 */
export function randomColourJitter(random: Random): ColourJitter {
  const factor = () => 1 + uniformAround0(random, GAIN);
  const all = factor();
  return { gains: [all * factor(), all * factor(), all * factor()], offset: uniformAround0(random, OFFSET) };
}

/**
 * Changes colours in place.
 * @param image [pixels, 3], values 0 to 1; the results are clamped to that range.
 */
export function jitterColours(image: Float32Array, { gains, offset }: ColourJitter): void {
  for (let i = 0; i < image.length; i++) {
    image[i] = Math.min(1, Math.max(0, image[i] * gains[i % 3] + offset));
  }
}
