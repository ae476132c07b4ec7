import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { poissonBlend, POISSON_TOLERANCE } from '../../../src/convert/blend/poisson.ts';
import { noise } from '../noise.ts';

const WIDTH = 33;
const HEIGHT = 29;
const PIXELS = WIDTH * HEIGHT;
/** Pictures whose blend stays within 0 to 255. */
const source = noise(8, 3 * PIXELS).map((value) => 0.3 * value + 60);
const target = noise(9, 3 * PIXELS).map((value) => 0.3 * value + 120);
const ellipse = Float32Array.from({ length: PIXELS }, (_, p) =>
  ((p % WIDTH) - 16) ** 2 / 14 ** 2 + (Math.floor(p / WIDTH) - 14) ** 2 / 12 ** 2 < 1 ? 1 : 0,
);

const isInside = (mask: Float32Array, p: number, width: number, height: number) => {
  const x = p % width;
  const y = Math.floor(p / width);
  return mask[p] >= 0.5 && x > 0 && y > 0 && x < width - 1 && y < height - 1;
};

/** Solves the equations of a mask's pixels directly, by Gaussian elimination with pivots. */
function solveDensely(
  from: Float32Array,
  onto: Float32Array,
  mask: Float32Array,
  width: number,
): Float32Array {
  const unknowns = [...mask.keys()].filter((p) => isInside(mask, p, width, mask.length / width));
  const result = onto.slice();
  for (let channel = 0; channel < 3; channel++) {
    const rows = unknowns.map((p) => {
      const row = new Array<number>(unknowns.length + 1).fill(0);
      row[unknowns.indexOf(p)] = 4;
      for (const q of [p - 1, p + 1, p - width, p + width]) {
        row[unknowns.length] += from[3 * p + channel] - from[3 * q + channel];
        if (unknowns.includes(q)) row[unknowns.indexOf(q)] = -1;
        else row[unknowns.length] += onto[3 * q + channel];
      }
      return row;
    });
    rows.forEach((_, k) => {
      const pivot = rows.slice(k).reduce((best, row) => (Math.abs(row[k]) > Math.abs(best[k]) ? row : best));
      rows.splice(rows.indexOf(pivot), 1);
      rows.splice(k, 0, pivot);
      for (const row of rows) {
        if (row === pivot) continue;
        const factor = row[k] / pivot[k];
        row.forEach((value, j) => (row[j] = value - factor * pivot[j]));
      }
    });
    unknowns.forEach((p, k) => (result[3 * p + channel] = rows[k][unknowns.length] / rows[k][k]));
  }
  return result;
}

describe('poissonBlend', () => {
  test('is what a sparse direct solver finds', () => {
    // scipy.sparse.linalg.spsolve of the paper's equation 7, 521 unknowns.
    const found = poissonBlend(source, target, ellipse, WIDTH, HEIGHT);
    const expected: [number, number, number[]][] = [
      [16, 14, [183.28452, 198.02146, 183.64581]],
      [10, 5, [130.41532, 192.67066, 129.71314]],
      [25, 20, [127.60434, 133.88327, 118.25352]],
      [3, 14, [128.26193, 146.36544, 172.86434]],
      [14, 3, [133.95074, 128.73951, 187.98545]],
    ];
    for (const [x, y, colour] of expected) {
      colour.forEach((value, channel) => {
        const got = found[3 * (y * WIDTH + x) + channel];
        expect(Math.abs(got - value), `(${x}, ${y}) ${got}`).toBeLessThan(3 * POISSON_TOLERANCE);
      });
    }
  });

  test('solves the equations of any mask', () => {
    const width = 8;
    const height = 7;
    const anyMask = fc.array(fc.constantFrom(0, 0.4, 0.5, 1, 1, 1), { minLength: 56, maxLength: 56 });
    fc.assert(
      fc.property(anyMask, fc.nat(1000), (values, seed) => {
        const mask = Float32Array.from(values);
        const from = noise(seed, 3 * 56).map((value) => 0.2 * value + 100);
        const onto = noise(seed + 1, 3 * 56).map((value) => 0.2 * value + 100);
        const found = poissonBlend(from, onto, mask, width, height);
        solveDensely(from, onto, mask, width).forEach((value, i) => {
          expect(Math.abs(found[i] - value)).toBeLessThan(3 * POISSON_TOLERANCE);
        });
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['a ragged mask', noise(11, 128 * 128).map((value) => (value < 230 ? 1 : 0))],
    ['all of the picture', new Float32Array(128 * 128).fill(1)],
    ['a comb', Float32Array.from({ length: 128 * 128 }, (_, p) => (p % 2 === 0 || p < 640 ? 1 : 0))],
  ])('keeps the gradients of the source within %s, as large as 128 × 128', (_, mask) => {
    const side = 128;
    const from = noise(12, 3 * side * side).map((value) => 0.2 * value + 100);
    const onto = Float32Array.from({ length: 3 * side * side }, (_, i) => {
      const x = Math.floor(i / 3) % side;
      return 130 + 30 * Math.sin(x / 20 + (i % 3));
    });
    const found = poissonBlend(from, onto, mask, side, side);
    let largest = 0;
    for (let p = 0; p < side * side; p++) {
      for (let channel = 0; channel < 3; channel++) {
        const at = (picture: Float32Array, q: number) => picture[3 * q + channel];
        if (!isInside(mask, p, side, side)) {
          expect(at(found, p)).toBe(at(onto, p));
          continue;
        }
        const laplacian = (picture: Float32Array) =>
          4 * at(picture, p) - [p - 1, p + 1, p - side, p + side].reduce((sum, q) => sum + at(picture, q), 0);
        largest = Math.max(largest, Math.abs(laplacian(found) - laplacian(from)));
      }
    }
    expect(largest).toBeLessThan(4 * POISSON_TOLERANCE);
  });

  test('a constant between source and target vanishes', () => {
    const shifted = target.map((value, i) => value - 20 * (1 + (i % 3)));
    poissonBlend(shifted, target, ellipse, WIDTH, HEIGHT).forEach((value, i) => {
      expect(Math.abs(value - target[i])).toBeLessThan(3 * POISSON_TOLERANCE);
    });
  });

  test('the edge of the picture is the target’s, and so is all of it without a mask', () => {
    const whole = new Float32Array(PIXELS).fill(1);
    const found = poissonBlend(source, target, whole, WIDTH, HEIGHT);
    const row = 3 * WIDTH;
    expect(found.subarray(0, row)).toEqual(target.subarray(0, row));
    expect(found.subarray(-row)).toEqual(target.subarray(-row));
    expect(found.subarray(5 * row, 5 * row + 3)).toEqual(target.subarray(5 * row, 5 * row + 3));
    expect(poissonBlend(source, target, new Float32Array(PIXELS), WIDTH, HEIGHT)).toEqual(target);
  });

  test('stays within 0 to 255, and changes nothing that it is given', () => {
    const loud = noise(3, 3 * PIXELS);
    const found = poissonBlend(loud, target, ellipse, WIDTH, HEIGHT);
    expect(Math.max(...found)).toBe(255);
    expect(
      Math.min(
        ...poissonBlend(
          loud,
          target.map((value) => value / 8),
          ellipse,
          WIDTH,
          HEIGHT,
        ),
      ),
    ).toBe(0);
    expect(loud).toEqual(noise(3, 3 * PIXELS));
    expect(target).toEqual(noise(9, 3 * PIXELS).map((value) => 0.3 * value + 120));
  });

  test('ends even if the pictures hold NaN', () => {
    const broken = new Float32Array(3 * PIXELS).fill(NaN);
    expect(poissonBlend(broken, target, ellipse, WIDTH, HEIGHT)[3 * (14 * WIDTH + 16)]).toBeNaN();
  });

  test('refuses sizes that do not fit', () => {
    expect(() => poissonBlend(source, target, ellipse, HEIGHT, WIDTH + 1)).toThrow('The source holds');
    expect(() => poissonBlend(source, target.subarray(3), ellipse, WIDTH, HEIGHT)).toThrow(
      'The target holds',
    );
    expect(() => poissonBlend(source, target, ellipse.subarray(1), WIDTH, HEIGHT)).toThrow('The mask holds');
  });
});
