import { pixelsOf, type ProvenPixels } from '../clips/proven-pixels.ts';
import { CROP_SIDE } from '../extract/crop.ts';

/** Values of a crop. */
export const CROP_VALUES = 3 * CROP_SIDE * CROP_SIDE;

/**
 * The bytes of crops, not a copy: to be read only.
 * @returns [count, 64, 64, 3]
 * @throws InputError if they are not proven; RangeError if they are of another size.
 */
export function cropBytes(crops: ProvenPixels): Uint8Array {
  const bytes = pixelsOf(crops);
  if (crops.width === CROP_SIDE && crops.height === CROP_SIDE) return bytes;
  throw new RangeError(
    `The crops are ${crops.width} × ${crops.height} pixels: expected ${CROP_SIDE} × ${CROP_SIDE} pixels.`,
  );
}
