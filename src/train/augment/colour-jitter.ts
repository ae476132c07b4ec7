import type { Random } from '../../faces/index.ts';
import { uniformAround0 } from './uniform.ts';

/** How far the brightness of all, and of each channel apart, is off: parts. */
const GAIN = 0.5;
/** How far all is lifted or lowered: a part of the whole range. */
const OFFSET = 0.1;

/** What becomes of a crop's colours. */
export interface ColourJitter {
  /** One factor a channel. */
  readonly gains: readonly [number, number, number];
  /** 0 to 1. */
  readonly offset: number;
}

/**
 * A random change of colours, strong enough that skin no longer tells who it is. What the decoder should paint keeps its colours: so
 * an encoder that told one person from another by their colours would gain nothing by it.
 */
export function randomColourJitter(random: Random): ColourJitter {
  const factor = () => 1 + uniformAround0(random, GAIN);
  const all = factor();
  return { gains: [all * factor(), all * factor(), all * factor()], offset: uniformAround0(random, OFFSET) };
}

/** Changes colours in place. @param picture [pixels, 3], values 0 to 1, and still so afterwards. */
export function jitterColours(picture: Float32Array, { gains, offset }: ColourJitter): void {
  for (let i = 0; i < picture.length; i++) {
    picture[i] = Math.min(1, Math.max(0, picture[i] * gains[i % 3] + offset));
  }
}
