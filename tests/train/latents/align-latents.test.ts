import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignmentMap, type LatentMap } from '../../../src/train/latents/align-latents.ts';
import { latentStatistics } from '../../../src/train/latents/latent-statistics.ts';
import reference from './transport.json' with { type: 'json' };

const applied = ({ matrix, offset }: LatentMap, latents: readonly (readonly number[])[]): number[][] =>
  latents.map((latent) =>
    offset.map((value, i) => latent.reduce((sum, number, row) => sum + number * matrix[row][i], value)),
  );

const flat = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat());

test('mean and covariance are those that numpy computes', () => {
  const { mean, covariance } = latentStatistics(flat(reference.latents), 4);
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

const cloud = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 160, maxLength: 160 }),
  )
  .map(([size, numbers]) => {
    const count = Math.floor(numbers.length / size);
    return Array.from({ length: count }, (_, row) => numbers.slice(row * size, (row + 1) * size));
  });

test('transported latents have the mean and the covariance of the target', () => {
  fc.assert(
    fc.property(cloud, fc.integer({ min: 1, max: 1000 }), (source, salt) => {
      const size = source[0].length;
      const target = source.map((row, i) =>
        row.map((value, j) => Math.sin(1 + i * 12.9898 + j * 78.233 + salt) * (1 + j) + 0.3 * value + j),
      );
      const from = latentStatistics(flat(source), size);
      fc.pre(from.covariance.every((row, i) => row[i] > 0.05));
      const to = latentStatistics(flat(target), size);
      const moved = latentStatistics(flat(applied(alignmentMap('transport', from, to), source)), size);
      const scale = Math.max(...to.covariance.map((row, i) => row[i]));
      moved.mean.forEach((value, i) => {
        expect(Math.abs(value - to.mean[i])).toBeLessThan(1e-3 * (1 + Math.abs(to.mean[i])));
      });
      moved.covariance.flat().forEach((value, i) => {
        expect(Math.abs(value - to.covariance.flat()[i])).toBeLessThan(0.05 * scale);
      });
    }),
  );
});

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

test('a number of the latent that never changes gives no infinite map', () => {
  const still = { mean: [1, 2], covariance: [[1, 0], [0, 0]] }; // prettier-ignore
  const allStill = { mean: [1, 2], covariance: [[0, 0], [0, 0]] }; // prettier-ignore
  for (const alignment of ['standardise', 'transport'] as const) {
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

const other = { mean: [0, 0], covariance: [[2, 0.5], [0.5, 1]] }; // prettier-ignore

test('statistics want two latents or more, of the size that is said', () => {
  expect(() => latentStatistics(new Float32Array(3), 3)).toThrow(RangeError);
  expect(() => latentStatistics(new Float32Array(7), 3)).toThrow(RangeError);
});
