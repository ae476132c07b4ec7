import { pixelsOf, provenPixels, type ProvenPixels } from '../clips/proven-pixels.ts';
import { invert, scaleOf, type Similarity } from './similarity.ts';
import { toBytes } from './to-bytes.ts';

/** Pixels a side of the crops that are trained on. */
export const CROP_SIDE = 64;

/**
 * Warps a picture by a similarity transform and cuts out a square, with bilinear interpolation. Where the
 * picture is shrunk, each pixel is the mean of enough samples that none is skipped. Beyond the picture's
 * edges, the nearest pixel counts.
 *
 * @param source [height = width = size, channels] bytes, row by row.
 * @param channels numbers a pixel: 3 for a frame, 1 for a mask.
 * @param toCrop from pixels of the source to pixels of the crop.
 * @param side of the crop, in pixels.
 * @returns [side, side, channels] values as in the source, not rounded.
 */
export function warpAffine(
  source: Uint8Array | Float32Array,
  size: number,
  channels: number,
  toCrop: Similarity,
  side: number,
): Float32Array<ArrayBuffer> {
  const inverse = invert(toCrop);
  const { a, b, tx, ty } = inverse;
  const taps = Math.max(1, Math.ceil(scaleOf(inverse) - 0.25));
  const result = new Float32Array(side * side * channels);
  const weight = 1 / (taps * taps);
  const line = size * channels;
  for (let row = 0, out = 0; row < side; row++) {
    for (let column = 0; column < side; column++, out += channels) {
      for (let tapY = 0.5; tapY < taps; tapY++) {
        const cropY = row + tapY / taps;
        for (let tapX = 0.5; tapX < taps; tapX++) {
          const cropX = column + tapX / taps;
          const x = a * cropX - b * cropY + tx - 0.5;
          const y = b * cropX + a * cropY + ty - 0.5;
          const left = Math.floor(x);
          const top = Math.floor(y);
          const right = x - left;
          const down = y - top;
          const x0 = clampIndex(left, size);
          const y0 = clampIndex(top, size);
          const across = (clampIndex(left + 1, size) - x0) * channels;
          const below = (clampIndex(top + 1, size) - y0) * line;
          const w00 = weight * (1 - right) * (1 - down);
          const w01 = weight * right * (1 - down);
          const w10 = weight * (1 - right) * down;
          const w11 = weight * right * down;
          for (let c = 0, at = y0 * line + x0 * channels; c < channels; c++, at++) {
            result[out + c] +=
              w00 * source[at] +
              w01 * source[at + across] +
              w10 * source[at + below] +
              w11 * source[at + below + across];
          }
        }
      }
    }
  }
  return result;
}

/** The nearest index within 0 to size − 1: beyond an edge, its pixels repeat. */
export const clampIndex = (i: number, size: number): number => (i < 0 ? 0 : i >= size ? size - 1 : i);

/**
 * A face cut from a frame.
 * @returns [side, side, 3] values 0 to 255.
 * @throws InputError if the frame is not proven.
 */
export const cropFrame = (frame: ProvenPixels, toCrop: Similarity, side: number): Float32Array<ArrayBuffer> =>
  warpAffine(pixelsOf(frame), frame.width, 3, toCrop, side);

/** The same in bytes: one picture of side × side pixels. @throws InputError if the frame is not proven. */
export const cropFace = (frame: ProvenPixels, toCrop: Similarity, side: number): ProvenPixels =>
  provenPixels(toBytes(cropFrame(frame, toCrop, side)), side, side);

/** The part of a frame's mask that belongs to a crop: [size, size] bytes → [side, side] bytes. */
export const cropMask = (
  mask: Uint8Array,
  size: number,
  toCrop: Similarity,
  side: number,
): Uint8Array<ArrayBuffer> => toBytes(warpAffine(mask, size, 1, toCrop, side));
