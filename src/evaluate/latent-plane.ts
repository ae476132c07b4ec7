import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** A point in a plane. */
export type Point = readonly [x: number, y: number];

/**
 * The plane in which latents are spread most: of their first two principal components (K. Pearson, 1901).
 * @param latents of everybody together: [count, size], two or more numbers each.
 * @returns projects latents [count, size] into the plane; the latents' mean is at 0, 0.
 */
export function principalPlane(latents: Float32Array, size: number): (latents: Float32Array) => Point[] {
  const rows = matrixOf(latents, size);
  const mean = rows.mean('column');
  const centred = rows.subRowVector(mean);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    centred.transpose().mmul(centred),
    { assumeSymmetric: true },
  );
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const axes = eigenvectorMatrix.subMatrixColumn(order.slice(0, 2)); // [size, 2]
  return (some) =>
    matrixOf(some, size)
      .subRowVector(mean)
      .mmul(axes)
      .to2DArray()
      .map(([x, y]) => [x, y] as const);
}

const matrixOf = (latents: Float32Array, size: number): Matrix =>
  Matrix.from1DArray(latents.length / size, size, latents);
