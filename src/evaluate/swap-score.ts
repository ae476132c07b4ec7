/**
 * How good a swap is, of 1: what part of the way from A to B it went, 1 − error ÷ the error of not swapping at all. 1 is B
 * to the pixel, 0 leaves A as it was, and what is worse than that is below 0.
 * @param error the swap error. @param unswapped the same measure between A's own picture and the key.
 * @returns NaN if A already is the key, so that there is no way to go.
 */
export const swapScore = (error: number, unswapped: number): number =>
  unswapped > 0 ? 1 - error / unswapped : NaN;
