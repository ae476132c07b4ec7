import { expectLength } from '../../convert/expect-length.ts';

/** A frame of a swap beside what it should have been. */
export interface KeyedFrame {
  /** [pixels, 3] 0 to 255. */
  readonly swap: Float32Array;
  /** The answer key, as large. */
  readonly key: Float32Array;
  /** [pixels] how much of each pixel is inner face, 0 to 1. */
  readonly mask: Float32Array;
}

/**
 * How much a swap flickers from one frame to the next, in levels of 0 to 255: the mean absolute difference
 * between how the swap changes and how the key does, |(swap₂ − swap₁) − (key₂ − key₁)|, over all three
 * channels and what is face in both.
 *
 * Motion that the key has too is no flicker, however fast; a measure of the swap alone could not tell the two
 * apart. Nor is an error that stays: a nose too long counts in the swap error, not here again. First
 * differences are taken, not second ones, so that a jump between two steady states counts once and in full.
 *
 * @returns 0 if the swap changes as the key does; NaN if nothing is face in both.
 * @throws RangeError if sizes differ.
 */
export function flickerBetween(before: KeyedFrame, after: KeyedFrame): number {
  for (const picture of [before.swap, before.key, after.swap, after.key]) {
    expectLength('picture', picture, 3 * before.mask.length);
  }
  expectLength('second mask', after.mask, before.mask.length);
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < before.swap.length; i++) {
    const pixel = Math.floor(i / 3);
    const weight = Math.min(before.mask[pixel], after.mask[pixel]);
    sum += weight * Math.abs(after.swap[i] - before.swap[i] - (after.key[i] - before.key[i]));
    weights += weight;
  }
  return sum / weights;
}
