import * as tf from '@tensorflow/tfjs';
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { LatentAlignment } from '../config/names.ts';
import type { LatentStatistics } from './latent-statistics.ts';

/*
 * The encoder is shared, but what it outputs for two people lies in two clouds: nothing in the training makes
 * A's mean latent the same as B's. Decoder B has only learnt to decode B's cloud. An alignment moves a latent
 * of A to where B's latents are, by the mean and the covariance of both clouds over the training faces.
 * Nothing is trained by it.
 */

type Alignment = Exclude<LatentAlignment, 'none'>;

/** An affine map of latents: z ↦ z · matrix + offset. */
export interface LatentMap {
  /** [latent, latent] */
  readonly matrix: readonly (readonly number[])[];
  /** [latent] */
  readonly offset: readonly number[];
}

/**
 * The map that moves the source's latents onto the target's.
 *
 * - `standardise`: each number of the latent apart, so that its mean and its standard deviation become the
 *   target's.
 * - `halfway`: half the way of `standardise`, for an encoder that errs by whose face it is, but little: a part of
 *   the difference between the two means is chance then, since two people did not do the same.
 * - `transport`: the optimal transport between two Gaussian distributions, the smallest move that makes mean
 *   and covariance the target's: S⁻½ (S½ T S½)½ S⁻½ for covariances S of the source and T of the target (Y.
 *   Mroueh, "Wasserstein Style Transfer", AISTATS 2020, equation 5; G. Peyré and M. Cuturi, "Computational
 *   Optimal Transport", 2019, remark 2.31).
 * - `landmarks`: many maps make mean and covariance the target's, S⁻½ Q T½ for every rotation Q, and
 *   transport is the one that moves least. But two people's latents may be turned against each other: what
 *   says "left" of one says "right" of the other, and the swap looks the wrong way. This is the map under
 *   which a moved latent says of the landmarks, by their `shapeModes`, what it said before; of those that do,
 *   the one that moves least. Q solves an orthogonal Procrustes problem (P. Schönemann, "A generalized
 *   solution of the orthogonal Procrustes problem", 1966).
 */
export function alignmentMap(
  alignment: Alignment,
  source: LatentStatistics,
  target: LatentStatistics,
): LatentMap {
  if (alignment === 'halfway') return halfOf(alignmentMap('standardise', source, target));
  const matrix = mapsOf[alignment](
    { covariance: regular(source.covariance), shape: new Matrix(copied(source.shape)) },
    { covariance: regular(target.covariance), shape: new Matrix(copied(target.shape)) },
  );
  const moved = Matrix.rowVector([...source.mean])
    .mmul(matrix)
    .to1DArray();
  return { matrix: matrix.to2DArray(), offset: target.mean.map((value, i) => value - moved[i]) };
}

/** The map that moves each latent to the middle between where it lies and where another map moves it. */
const halfOf = ({ matrix, offset }: LatentMap): LatentMap => ({
  matrix: matrix.map((row, i) => row.map((value, j) => (value + (i === j ? 1 : 0)) / 2)),
  offset: offset.map((value) => value / 2),
});

/** What a map goes by, of one person. */
interface Cloud {
  /** [latent, latent], positive definite. */
  readonly covariance: Matrix;
  /** [latent, modes] */
  readonly shape: Matrix;
}

const mapsOf: Readonly<Record<Exclude<Alignment, 'halfway'>, (source: Cloud, target: Cloud) => Matrix>> = {
  standardise: ({ covariance: source }, { covariance: target }) =>
    Matrix.diag(target.diagonal().map((variance, i) => Math.sqrt(variance / source.get(i, i)))),
  transport: ({ covariance: source }, { covariance: target }) => {
    const root = power(source, 0.5);
    const inverse = power(source, -0.5);
    return inverse.mmul(power(root.mmul(target).mmul(root), 0.5)).mmul(inverse);
  },
  landmarks: (source, target) => {
    const [fromRoot, toRoot] = [source, target].map(({ covariance }) => power(covariance, 0.5));
    const [fromWhite, toWhite] = [source, target].map(({ covariance }) => power(covariance, -0.5));
    // Correlations of whitened latents with the modes: how the landmarks are read from a latent.
    const reads = fromWhite.mmul(source.shape).mmul(toWhite.mmul(target.shape).transpose());
    const moves = fromRoot.mmul(toRoot);
    const kept = Matrix.mul(reads, (LANDMARKS_WEIGHT * moves.trace()) / moves.rows);
    return fromWhite.mmul(nearestRotation(kept.add(moves))).mmul(toRoot);
  },
};

/** How much more it counts that the landmarks are kept than that latents move little. */
const LANDMARKS_WEIGHT = 30;

/** The orthogonal matrix with the greatest inner product with another matrix. */
function nearestRotation(matrix: Matrix): Matrix {
  const { leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(matrix);
  return leftSingularVectors.mmul(rightSingularVectors.transpose());
}

/** Part of the mean variance that is added to every variance, and the least that is added. */
const LEAST_PART = 1e-4;
const LEAST_VARIANCE = 1e-8;

/** A covariance that can be inverted: a number of the latent that never changes has a little variance, too. */
function regular(covariance: LatentStatistics['covariance']): Matrix {
  const matrix = new Matrix(copied(covariance));
  const size = matrix.rows;
  const least = Math.max(LEAST_PART * (matrix.trace() / size), LEAST_VARIANCE);
  return matrix.add(Matrix.eye(size).mul(least));
}

const copied = (rows: readonly (readonly number[])[]): number[][] => rows.map((row) => [...row]);

/** A power of a symmetric positive definite matrix. */
function power(matrix: Matrix, exponent: number): Matrix {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const powers = realEigenvalues.map((value) => Math.max(value, Number.MIN_VALUE) ** exponent);
  return eigenvectorMatrix.mmul(Matrix.diag(powers)).mmul(eigenvectorMatrix.transpose());
}

/** Moves the latents of any person of a model to where another's lie. */
export class LatentAligner {
  readonly alignment: Alignment;
  readonly #statistics: readonly LatentStatistics[];
  readonly #maps = new Map<string, LatentMap>();

  /** @param statistics of each person's latents, by number. */
  constructor(alignment: Alignment, statistics: readonly LatentStatistics[]) {
    this.alignment = alignment;
    this.#statistics = statistics;
  }

  /**
   * @param latents of the person `source`: [batch, latent].
   * @returns as latents of the person `target`: [batch, latent].
   */
  align(latents: tf.Tensor, source: number, target: number): tf.Tensor {
    if (source === target) return latents;
    const { matrix, offset } = this.#mapOf(source, target);
    return tf.tidy(() =>
      tf.add(
        tf.matMul(latents as tf.Tensor2D, tf.tensor2d(matrix.map((row) => [...row]))),
        tf.tensor1d([...offset]),
      ),
    );
  }

  /** The same, of latents in memory: [count, latent]. */
  async alignAll(latents: Float32Array, source: number, target: number): Promise<Float32Array> {
    const { length } = this.#mapOf(source, target).offset;
    const aligned = tf.tidy(() =>
      this.align(tf.tensor2d(latents, [latents.length / length, length]), source, target),
    );
    try {
      return await aligned.data<'float32'>();
    } finally {
      aligned.dispose();
    }
  }

  #mapOf(source: number, target: number): LatentMap {
    const key = `${source} ${target}`;
    const known = this.#maps.get(key);
    if (known) return known;
    const map = alignmentMap(this.alignment, this.#statistics[source], this.#statistics[target]);
    this.#maps.set(key, map);
    return map;
  }
}

/**
 * The aligner of a model's latents.
 * @param statistics of each person's latents; empty if its latents cannot be aligned.
 * @returns nothing if latents are to be decoded as they are.
 */
export const alignerOf = (
  alignment: LatentAlignment,
  statistics: readonly LatentStatistics[],
): LatentAligner | undefined =>
  alignment === 'none' || statistics.length === 0 ? undefined : new LatentAligner(alignment, statistics);
