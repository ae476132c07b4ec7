import type { ValidationResult, ValidationSet } from './validate.ts';

/** A picture: RGB, 8 bits a channel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Faces beside each other. */
const COLUMNS = 8;
/** Errors are shown this many times as bright. */
const ERROR_GAIN = 3;

/**
 * Shows how far a face is from what it should be.
 * @param face and @param key [pixels, 3], values 0 to 255. @param mask how much of each pixel counts: [pixels], 0 to 255.
 * @returns [pixels, 3], values 0 to 255: black where there is no error.
 */
export const errorPicture = (
  face: Uint8Array | Float32Array,
  key: Uint8Array,
  mask: Uint8Array,
): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(key, (value, i) =>
    Math.min(255, (ERROR_GAIN * mask[Math.floor(i / 3)] * Math.abs(face[i] - value)) / 255),
  );

/**
 * What a model makes of held-out faces, as one picture. For each swap five rows: the source's faces, those painted as the source, as
 * the target, the answer key, and how far the swap is from it.
 */
export function previewOf(
  validation: readonly ValidationSet[],
  results: readonly ValidationResult[],
): Picture {
  const { side } = validation[0];
  const rows = validation.flatMap(({ count, crops, keys, keyMasks }, i) => {
    const { reconstructed, swapped } = results[i];
    const errors = errorPicture(swapped, keys, keyMasks);
    return [crops, reconstructed, swapped, keys, errors].map((faces) => ({ faces, count }));
  });
  const width = COLUMNS * side;
  const pixels = new Uint8Array(3 * width * rows.length * side);
  rows.forEach(({ faces, count }, row) => {
    for (let column = 0; column < COLUMNS; column++) {
      const face = Math.floor(((column + 0.5) * count) / COLUMNS);
      for (let y = 0; y < side; y++) {
        const from = 3 * (face * side + y) * side;
        // A face's row of pixels; painted values are within 0 to 255, and are rounded.
        pixels.set(
          Uint8Array.from(faces.subarray(from, from + 3 * side), Math.round),
          3 * ((row * side + y) * width + column * side),
        );
      }
    }
  });
  return { width, height: rows.length * side, pixels };
}
