import { pixelsOf, provenPixels, type ProvenPixels } from '../clips/proven-pixels.ts';
import { InputError } from '../errors.ts';
import type { ValidationResult, ValidationSet } from './validate.ts';

/** Faces per row. */
const COLUMNS = 8;
/** Factor by which errors are amplified. */
const ERROR_GAIN = 3;

/**
 * The absolute error of a face against the ground truth, as a picture.
 * @param face and @param key [pixels, 3], values 0 to 255. @param mask the weight of each pixel: [pixels], 0
 * to 255.
 * @returns [pixels, 3], values 0 to 255: black where there is no error.
 */
export const errorPicture = (
  face: Uint8Array | Float32Array,
  key: Uint8Array,
  mask: Uint8Array,
): Uint8Array<ArrayBuffer> => {
  const picture = new Uint8Array(key.length);
  for (let i = 0; i < key.length; i++) {
    picture[i] = Math.min(255, (ERROR_GAIN * mask[Math.floor(i / 3)] * Math.abs(face[i] - key[i])) / 255);
  }
  return picture;
};

/**
 * A model's outputs on the validation sets, as one picture. For each swap five rows: the source's faces,
 * their reconstructions, their swaps, the answer keys, and the absolute errors of the swaps.
 * @throws InputError if there is no validation set.
 */
export function previewOf(
  validation: readonly ValidationSet[],
  results: readonly ValidationResult[],
): ProvenPixels {
  if (validation.length === 0) {
    throw new InputError(
      'A preview needs at least one validation set: there is none.',
      'Leave the preview out.',
    );
  }
  const { side } = validation[0].faces;
  const rows = validation.flatMap(({ faces: { images, count }, keys }, i) => {
    const { reconstructed, swapped } = results[i];
    const truth = pixelsOf(keys.images);
    const errors = errorPicture(swapped, truth, keys.masks);
    return [pixelsOf(images), reconstructed, swapped, truth, errors].map((faces) => ({ faces, count }));
  });
  const width = COLUMNS * side;
  const pixels = new Uint8Array(3 * width * rows.length * side);
  rows.forEach(({ faces, count }, row) => {
    for (let column = 0; column < COLUMNS; column++) {
      const face = Math.floor(((column + 0.5) * count) / COLUMNS);
      for (let y = 0; y < side; y++) {
        const from = 3 * (face * side + y) * side;
        const to = 3 * ((row * side + y) * width + column * side);
        for (let i = 0; i < 3 * side; i++) pixels[to + i] = Math.round(faces[from + i]);
      }
    }
  });
  return provenPixels(pixels, width, rows.length * side);
}
