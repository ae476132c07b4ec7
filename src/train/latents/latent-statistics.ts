import { Matrix } from 'ml-matrix';

/** Mean and covariance of a person's latents over their training faces. */
export interface LatentStatistics {
  /** [latent] */
  readonly mean: readonly number[];
  /** [latent, latent] */
  readonly covariance: readonly (readonly number[])[];
  /** [latent, modes]: covariance with what the face does: see `shapeModes`. */
  readonly shape: readonly (readonly number[])[];
}

/**
 * The statistics of some latents.
 * @param latents [count, size], two or more.
 * @param modes [count, modes]: what each face does.
 * @returns mean, covariance, and covariance with the modes. @throws RangeError for fewer than two latents, or numbers
 * that are no whole latents.
 */
export function latentStatistics(latents: Float32Array, size: number, modes: Matrix): LatentStatistics {
  const count = latents.length / size;
  if (!Number.isInteger(count) || count < 2) {
    throw new RangeError(`${latents.length} numbers are not two or more latents of ${size}.`);
  }
  const mean = Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let at = i; at < latents.length; at += size) sum += latents[at];
    return sum / count;
  });
  const centred = new Matrix(count, size);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) centred.set(row, i, latents[row * size + i] - mean[i]);
  }
  const covarianceWith = (other: Matrix) =>
    centred
      .transpose()
      .mmul(other)
      .div(count - 1)
      .to2DArray();
  return { mean, covariance: covarianceWith(centred), shape: covarianceWith(modes) };
}
