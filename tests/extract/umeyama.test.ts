import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compose,
  scaleSimilarity,
  identitySimilarity,
  invert,
  scaleOf,
  transform,
  type Point,
  type Similarity,
} from '../../src/extract/similarity.ts';
import { umeyama } from '../../src/extract/umeyama.ts';

const points = (pairs: readonly (readonly [number, number])[]): Point[] => pairs.map(([x, y]) => ({ x, y }));

const FROM = points([
  [8.6, 23.7],
  [80.1, 58.2],
  [9.4, 43.3],
  [47.9, 16.0],
  [73.5, 11.4],
  [39.1, 51.7],
]);
const TO = points([
  [-3.9, 32.6],
  [48.2, 156.8],
  [-21.3, 60.6],
  [60.6, 67.5],
  [95.2, 96.5],
  [8.4, 103.0],
]);

const coordinate = fc.double({ min: -200, max: 200, noNaN: true });
const similarities = fc
  .record({ a: fc.double({ min: -3, max: 3, noNaN: true }), b: coordinate, tx: coordinate, ty: coordinate })
  .filter((s) => scaleOf(s) > 0.01);
const somePoints = fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 2, maxLength: 9 });

const expectNear = (found: Similarity, expected: Similarity, digits = 6) => {
  for (const key of ['a', 'b', 'tx', 'ty'] as const)
    expect(found[key], key).toBeCloseTo(expected[key], digits);
};

describe('Umeyama', () => {
  // Reference: equations 40 to 42 with numpy's singular value decomposition.
  test('is the least-squares similarity of the paper', () => {
    expectNear(
      umeyama(FROM, TO),
      { a: 1.2470135828728384, b: 1.150410933730434, tx: 16.62520687170197, ty: -5.876857073935184 },
      9,
    );
  });

  test('never mirrors, as the paper asks of a target that is a mirror image', () => {
    const mirrored = TO.map(({ x, y }) => ({ x: -x, y }));
    expectNear(
      umeyama(FROM, mirrored),
      { a: -0.5108153444621713, b: 0.5142158087417297, tx: 8.325189633975477, ty: 81.39722778883505 },
      9,
    );
  });

  test('finds the similarity that made the points, whichever', () => {
    fc.assert(
      fc.property(somePoints, similarities, (from, made) => {
        fc.pre(from.some(({ x, y }) => Math.hypot(x - from[0].x, y - from[0].y) > 1));
        const found = umeyama(
          from,
          from.map((point) => transform(made, point)),
        );
        for (const point of from) {
          const [p, q] = [transform(found, point), transform(made, point)];
          expect(Math.hypot(p.x - q.x, p.y - q.y)).toBeLessThan(1e-7 * (1 + scaleOf(made)));
        }
      }),
    );
  });

  test('is better than any other near it', () => {
    const best = umeyama(FROM, TO);
    const misfit = (s: Similarity) =>
      FROM.reduce((sum, point, i) => {
        const { x, y } = transform(s, point);
        return sum + (x - TO[i].x) ** 2 + (y - TO[i].y) ** 2;
      }, 0);
    for (const [key, step] of [
      ['a', 0.001],
      ['b', 0.001],
      ['tx', 0.1],
      ['ty', 0.1],
    ] as const) {
      expect(misfit({ ...best, [key]: best[key] + step })).toBeGreaterThan(misfit(best));
      expect(misfit({ ...best, [key]: best[key] - step })).toBeGreaterThan(misfit(best));
    }
  });

  test('names what is degenerate', () => {
    const square = points([
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ]);
    const mirrored = square.map(({ x, y }) => ({ x: -x, y }));
    expect(() => umeyama(square, mirrored)).toThrow(
      new RangeError('Every rotation fits these points alike, as between a square and its mirror image.'),
    );
    // The mean of three tenths is not a tenth to the last bit.
    for (const place of [0, 0.1, 1e9 + 0.1]) {
      const one = points(Array<[number, number]>(3).fill([place, place]));
      expect(() => umeyama(square.slice(1), one)).toThrow(/two points apart/);
      expect(() => umeyama(one, square.slice(1))).toThrow(/two points apart/);
    }
    expect(() =>
      umeyama(
        square,
        points([
          [NaN, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ]),
      ),
    ).toThrow(RangeError);
    // Far away, and small, is not degenerate.
    const far = square.map(({ x, y }) => ({ x: 1e6 + 1e-3 * x, y: 1e6 + 1e-3 * y }));
    expect(umeyama(far, square).a).toBeCloseTo(1000, 3);
  });

  test('says what it cannot do', () => {
    expect(() => umeyama([FROM[0], FROM[0]], [TO[0], TO[1]])).toThrow(/two points apart/);
    expect(() => umeyama(FROM, TO.slice(1))).toThrow(/6 points, 5 to match/);
    expect(() => invert({ a: 0, b: 0, tx: 1, ty: 1 })).toThrow(/no inverse/);
  });
});

describe('similarities', () => {
  test('are undone by their inverses and follow one another', () => {
    fc.assert(
      fc.property(similarities, similarities, fc.record({ x: coordinate, y: coordinate }), (f, g, point) => {
        const there = transform(f, point);
        const back = transform(invert(f), there);
        expect(back.x).toBeCloseTo(point.x, 4);
        expect(back.y).toBeCloseTo(point.y, 4);
        const two = transform(compose(g, f), point);
        const one = transform(g, there);
        expect(Math.hypot(two.x - one.x, two.y - one.y)).toBeLessThan(1e-9 * (1 + Math.hypot(one.x, one.y)));
      }),
    );
    expectNear(compose(identitySimilarity, scaleSimilarity(identitySimilarity, 3)), {
      a: 3,
      b: 0,
      tx: 0,
      ty: 0,
    });
  });
});
