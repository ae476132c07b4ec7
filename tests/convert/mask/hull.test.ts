import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convexHull, hullMask } from '../../../src/convert/mask/hull.ts';
import type { Point } from '../../../src/extract/similarity.ts';
import { noise } from '../noise.ts';

const anyPoint = fc.record({ x: fc.integer({ min: -20, max: 40 }), y: fc.integer({ min: -20, max: 40 }) });
const total = (mask: Float32Array) => mask.reduce((sum, value) => sum + value);

/** The shoelace formula: above 0 if the corners go clockwise in a picture. */
const area = (polygon: readonly Point[]) =>
  polygon.reduce((sum, p, i) => {
    const q = polygon[(i + 1) % polygon.length];
    return sum + (p.x * q.y - q.x * p.y) / 2;
  }, 0);

describe('the convex hull', () => {
  test('is the one scipy.spatial.ConvexHull finds', () => {
    const values = noise(7, 40);
    const points = Array.from({ length: 20 }, (_, i) => ({ x: values[2 * i] / 8, y: values[2 * i + 1] / 8 }));
    const found = convexHull(points);
    expect(new Set(found)).toEqual(new Set([5, 1, 13, 4, 2, 14, 3, 17].map((i) => points[i])));
    expect(area(found)).toBeCloseTo(619.49219, 5);
  });

  test('turns one way only and holds every point', () => {
    fc.assert(
      fc.property(fc.array(anyPoint, { minLength: 1, maxLength: 30 }), (points) => {
        const hull = convexHull(points);
        const turn = (a: Point, b: Point, c: Point) => area([a, b, c]);
        const next = (i: number) => hull[i % hull.length];
        hull.forEach((corner, i) => {
          if (hull.length > 2) expect(turn(corner, next(i + 1), next(i + 2))).toBeGreaterThan(0);
          for (const point of points) expect(turn(corner, next(i + 1), point)).toBeGreaterThanOrEqual(0);
          expect(points).toContain(corner);
        });
      }),
    );
  });

  test('of points on a line is its ends, of one point that point, of none nothing', () => {
    const at = (x: number, y: number) => ({ x, y });
    expect(convexHull([at(2, 2), at(0, 0), at(3, 3), at(3, 3), at(1, 1)])).toEqual([at(0, 0), at(3, 3)]);
    expect(convexHull([at(1, 2), at(1, 2), at(1, 2)])).toEqual([at(1, 2)]);
    expect(convexHull([])).toEqual([]);
  });
});

describe('the mask of a hull', () => {
  const triangle = [
    { x: 2.3, y: 1.1 },
    { x: 13.2, y: 5.7 },
    { x: 4.4, y: 12.9 },
  ];

  test('is how much of each pixel lies inside', () => {
    // Counted over 64 × 64 places a pixel by numpy.
    const mask = hullMask(triangle, 16, 15);
    const rows: [number, number[]][] = [
      [3, [0, 0, 0.27295, 1, 1, 1, 0.99194, 0.70557, 0.28345, 0.0061, 0, 0, 0, 0, 0, 0]],
      [8, [0, 0, 0, 0.38306, 1, 1, 1, 1, 1, 0.71533, 0.06152, 0, 0, 0, 0, 0]],
    ];
    for (const [y, row] of rows) {
      row.forEach((part, x) => {
        expect(Math.abs(mask[y * 16 + x] - part), `(${x}, ${y})`).toBeLessThan(0.065);
      });
    }
    expect(Math.abs(total(mask) - 59.48)).toBeLessThan(0.7);
  });

  test('is exact for upright edges, wherever in the pixel they are', () => {
    const box = (left: number, right: number) => [
      { x: left, y: -5 },
      { x: right, y: -5 },
      { x: left, y: 9 },
      { x: right, y: 9 },
    ];
    expect([...hullMask(box(1.25, 4.5), 6, 1)]).toEqual([0, 0.75, 1, 1, 0.5, 0]);
    expect([...hullMask(box(2, 4), 6, 1, 1)]).toEqual([0, 1, 1, 1, 1, 0]);
  });

  test('grows by the margin, with round corners', () => {
    // Steiner: area + perimeter · margin + π · margin².
    const grown = hullMask(
      triangle.map(({ x, y }) => ({ x: x + 10, y: y + 10 })),
      40,
      40,
      4,
    );
    expect(total(grown) / (59.48 + 35.1864 * 4 + Math.PI * 16)).toBeCloseTo(1, 2);
  });

  test('of points on a line is a stripe with round ends, of one point a disc', () => {
    const stripe = hullMask(
      [
        { x: 10, y: 16 },
        { x: 15, y: 16 },
        { x: 22, y: 16 },
      ],
      32,
      32,
      3,
    );
    expect(total(stripe) / (12 * 6 + Math.PI * 9)).toBeCloseTo(1, 2);
    expect(stripe[16 * 32 + 26]).toBe(0);
    expect(total(hullMask([{ x: 16, y: 16 }], 32, 32, 6)) / (Math.PI * 36)).toBeCloseTo(1, 2);
    expect(hullMask([], 4, 4, 2)).toEqual(new Float32Array(16));
  });
});
