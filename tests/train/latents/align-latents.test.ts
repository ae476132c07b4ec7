import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { alignmentMap, type LatentMap } from '../../../src/train/latents/align-latents.ts';
import { latentStatistics } from '../../../src/train/latents/latent-statistics.ts';
import { SHAPE_MODES } from '../../../src/train/latents/shape-modes.ts';
import reference from './alignments.json' with { type: 'json' };

const applied = ({ matrix, offset }: LatentMap, latents: readonly (readonly number[])[]): number[][] =>
  latents.map((latent) =>
    offset.map((value, i) => latent.reduce((sum, number, row) => sum + number * matrix[row][i], value)),
  );

/**
 * Statistics of latents of faces of which no landmarks are known, or of which the first number of a latent
 * tells.
 */
const statisticsOf = (rows: readonly (readonly number[])[], size: number, isTold = false) =>
  latentStatistics(
    flat(rows),
    size,
    new Matrix(
      rows.map(([first]) =>
        Array.from({ length: SHAPE_MODES }, (_, mode) => (isTold && mode === 0 ? first : 0)),
      ),
    ),
  );

const flat = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat());

test('mean and covariance are those that numpy computes', () => {
  const { mean, covariance } = statisticsOf(reference.latents, 4);
  mean.forEach((value, i) => {
    expect(value).toBeCloseTo(reference.few.mean[i], 5);
  });
  covariance.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(reference.few.covariance.flat()[i], 4);
  });
});

test('transport is the map that POT computes', () => {
  const { matrix, offset } = alignmentMap('transport', reference.source, reference.target);
  matrix.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(reference.matrix.flat()[i], 2);
  });
  offset.forEach((value, i) => {
    expect(value).toBeCloseTo(reference.offset[i], 2);
  });
});

test('landmarks is the map that SciPy computes', () => {
  const { matrix, offset } = alignmentMap('landmarks', reference.source, reference.target);
  matrix.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(reference.landmarks.matrix.flat()[i], 2);
  });
  offset.forEach((value, i) => {
    expect(value).toBeCloseTo(reference.landmarks.offset[i], 2);
  });
});

test('landmarks is transport where no landmarks are known', () => {
  const unknown = <Cloud extends { shape: number[][] }>(cloud: Cloud): Cloud => ({
    ...cloud,
    shape: cloud.shape.map((row) => row.map(() => 0)),
  });
  const [source, target] = [unknown(reference.source), unknown(reference.target)];
  const transport = alignmentMap('transport', source, target);
  alignmentMap('landmarks', source, target).matrix.forEach((row, i) => {
    expect(row).toEqual(transport.matrix[i].map((value): unknown => expect.closeTo(value, 5)));
  });
});

test('a latent that says left where the other person’s says right is turned by landmarks, and not by transport', () => {
  // Both numbers vary as much; of one person the first says where the head is turned, of the other its negative.
  const covariance = [[1, 0], [0, 1]]; // prettier-ignore
  const source = { mean: [0, 0], covariance, shape: [[0.9], [0]] };
  const target = { mean: [0, 0], covariance, shape: [[-0.9], [0]] };
  const turned = (alignment: 'transport' | 'landmarks') =>
    alignmentMap(alignment, source, target).matrix[0][0];
  expect(turned('transport')).toBeCloseTo(1, 3);
  expect(turned('landmarks')).toBeCloseTo(-1, 3);
});

const cloud = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 160, maxLength: 160 }),
  )
  .map(([size, numbers]) => {
    const count = Math.floor(numbers.length / size);
    return Array.from({ length: count }, (_, row) => numbers.slice(row * size, (row + 1) * size));
  });

test.each(['transport', 'landmarks'] as const)(
  'after %s, latents have the mean and the covariance of the target',
  (alignment) => {
    fc.assert(
      fc.property(cloud, fc.integer({ min: 1, max: 1000 }), (source, salt) => {
        const size = source[0].length;
        const target = source.map((row, i) =>
          row.map((value, j) => Math.sin(1 + i * 12.9898 + j * 78.233 + salt) * (1 + j) + 0.3 * value + j),
        );
        const from = statisticsOf(source, size, true);
        fc.pre(from.covariance.every((row, i) => row[i] > 0.05));
        const to = statisticsOf(target, size, true);
        const moved = statisticsOf(applied(alignmentMap(alignment, from, to), source), size);
        const scale = Math.max(...to.covariance.map((row, i) => row[i]));
        moved.mean.forEach((value, i) => {
          expect(Math.abs(value - to.mean[i])).toBeLessThan(1e-3 * (1 + Math.abs(to.mean[i])));
        });
        moved.covariance.flat().forEach((value, i) => {
          expect(Math.abs(value - to.covariance.flat()[i])).toBeLessThan(0.05 * scale);
        });
      }),
    );
  },
);

test('standardised latents have the mean and the standard deviations of the target, number by number', () => {
  const { matrix, offset } = alignmentMap('standardise', reference.source, reference.target);
  matrix.forEach((row, i) => {
    row.forEach((value, j) => {
      const expected =
        i === j ? Math.sqrt(reference.target.covariance[i][i] / reference.source.covariance[i][i]) : 0;
      expect(value).toBeCloseTo(expected, 3);
    });
  });
  const moved = reference.source.mean.map((value, i) => value * matrix[i][i] + offset[i]);
  moved.forEach((value, i) => {
    expect(value).toBeCloseTo(reference.target.mean[i], 6);
  });
});

test('halfway, a latent lies in the middle between where it was and where it is standardised', () => {
  const rows = [[0, 0, 0, 0], [1, -2, 0.5, 7], [3, 1, 4, -1]]; // prettier-ignore
  const movedBy = (alignment: 'standardise' | 'halfway') =>
    applied(alignmentMap(alignment, reference.source, reference.target), rows);
  const whole = movedBy('standardise');
  movedBy('halfway').forEach((row, i) => {
    row.forEach((value, j) => {
      expect(value).toBeCloseTo((rows[i][j] + whole[i][j]) / 2, 9);
    });
  });
});

test('a number of the latent that never changes gives no infinite map', () => {
  const still = { mean: [1, 2], covariance: [[1, 0], [0, 0]], shape: [[0.5], [0]] }; // prettier-ignore
  const allStill = { mean: [1, 2], covariance: [[0, 0], [0, 0]], shape: [[0], [0]] }; // prettier-ignore
  for (const alignment of ['standardise', 'transport', 'landmarks'] as const) {
    for (const [from, to] of [
      [still, other],
      [allStill, other],
      [other, allStill],
      [allStill, still],
    ]) {
      // prettier-ignore
      const { matrix, offset } = alignmentMap(alignment, from, to);
      expect([...matrix.flat(), ...offset].every(Number.isFinite)).toBe(true);
    }
  }
});

const other = { mean: [0, 0], covariance: [[2, 0.5], [0.5, 1]], shape: [[0.1], [0.3]] }; // prettier-ignore

test('statistics want two latents or more, of the size that is said', () => {
  const modes = new Matrix(1, SHAPE_MODES);
  expect(() => latentStatistics(new Float32Array(3), 3, modes)).toThrow(RangeError);
  expect(() => latentStatistics(new Float32Array(7), 3, modes)).toThrow(RangeError);
});
