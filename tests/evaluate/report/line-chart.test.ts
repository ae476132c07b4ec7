import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineChart, ticks, type LineChart } from '../../../src/evaluate/report/line-chart.ts';

const chart = (changes: Partial<LineChart>): string =>
  lineChart({ title: 'Loss', unit: '0 to 1', lines: [], ...changes }).text;

/** The points of each curve, as they are drawn. */
const curves = (text: string): number[][][] =>
  [...text.matchAll(/ d="([^"]*)"/g)].map(([, path]) =>
    path
      .replace(/h0$/, '')
      .split(/[ML]/)
      .slice(1)
      .map((point) => point.split(' ').map(Number)),
  );

describe('ticks', () => {
  test.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 0.13, [0, 0.05, 0.1, 0.15]],
    [0, 49, [0, 10, 20, 30, 40, 50]],
    [0, 2400, [0, 500, 1000, 1500, 2000, 2500]],
    [0, 50_000, [0, 10_000, 20_000, 30_000, 40_000, 50_000]],
    [-30, 70, [-40, -20, 0, 20, 40, 60, 80]],
    [-0.001, 70, [-20, 0, 20, 40, 60, 80]],
  ])('from %f to %f', (least, most, expected) => {
    expect(ticks(least, most)).toEqual(expected);
  });

  test('are few, equally far apart, include 0, and reach what they are for, but not far beyond', () => {
    const positive = fc.double({ min: 1e-6, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(positive, fc.oneof(fc.constant(0), positive), (most, below) => {
        const all = ticks(-below, most);
        const step = all[1] - all[0];
        expect(all.length).toBeGreaterThanOrEqual(3);
        expect(all.length).toBeLessThanOrEqual(7);
        expect(all.at(-1)! - most).toBeGreaterThan(-1e-6 * (most + below));
        expect(-below - all[0]).toBeGreaterThan(-1e-6 * (most + below));
        expect(all.at(-1)! - most).toBeLessThan(step);
        expect(-below - all[0]).toBeLessThan(step);
        expect(all).toContain(0);
        all.forEach((tick, i) => {
          expect((tick - all[0]) / step).toBeCloseTo(i, 6);
        });
      }),
    );
  });
});

describe('a line chart', () => {
  test('draws points where they belong: 0 in the lower left corner, the last tick at the right', () => {
    const text = chart({
      lines: [
        {
          name: 'a',
          points: [
            [0, 0],
            [50, 10],
            [100, 5],
          ],
        },
      ],
    });
    const [[start, top, end]] = curves(text);
    expect(top[0]).toBeCloseTo((start[0] + end[0]) / 2, 0);
    expect(end[1]).toBeCloseTo((start[1] + top[1]) / 2, 0);
    expect(start[1]).toBeGreaterThan(top[1]);
    const [, left, right, y] = /class="grid"\s+x1="(.*?)"\s+x2="(.*?)"\s+y1="(.*?)"/.exec(text)!.map(Number);
    expect([start, end[0]]).toEqual([[left, y], right]);
  });

  test('draws a level as high as a line of that value', () => {
    const text = chart({
      lines: [
        {
          name: 'a',
          points: [
            [0, 7],
            [10, 7],
          ],
        },
      ],
      levels: [{ name: 'baseline', value: 7, line: 0 }],
    });
    const y = curves(text)[0][0][1];
    expect(text).toMatch(new RegExp(`class="level line-0"[^>]*y1="${y}"`));
    expect(text).toContain('baseline: 7');
  });

  test('has a level of no line, and reaches below 0 where values do', () => {
    const text = chart({
      lines: [
        {
          name: 'a',
          points: [
            [0, -10],
            [10, 10],
          ],
        },
      ],
      levels: [{ name: 'mean face', value: 0 }],
    });
    const [[[, low], [, high]]] = curves(text);
    expect(text).toMatch(new RegExp(`class="level"[^>]*y1="${(low + high) / 2}"`));
    expect(text).toContain('<li class="level">mean face: 0</li>');
    expect(text, 'a minus sign').toMatch(/>\s*−10<\/text/);
  });

  test('thins long lines to means, so that no stretch of them is lost', () => {
    const points = Array.from({ length: 10_000 }, (_, i) => [i, i % 2 ? 4 : 6] as const);
    const [drawn] = curves(chart({ lines: [{ name: 'a', points }] }));
    const [[[, level]]] = curves(
      chart({ lines: [{ name: 'a', points: [[0, 5]] }], levels: [{ name: '', value: 6, line: 0 }] }),
    );
    expect(drawn.length).toBeLessThan(500);
    for (const [, y] of drawn) expect(Math.abs(y - level)).toBeLessThan(1);
  });

  test('leaves out what is no number, and draws nothing of nothing', () => {
    const text = chart({
      lines: [
        {
          name: 'a',
          points: [
            [0, NaN],
            [1, 1],
            [2, Infinity],
          ],
        },
        { name: 'b', points: [] },
      ],
    });
    expect(curves(text)[0]).toHaveLength(1);
    expect(text, 'a point is a dot').toMatch(/d="M[^"L]*h0"/);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
    expect(chart({})).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('is described in words, too, and its names are escaped', () => {
    const text = chart({
      title: '<Loss>',
      lines: [
        {
          name: '"Mira"',
          points: [
            [1, 0.5],
            [400, 0.02],
          ],
        },
      ],
    });
    expect(text).toContain('aria-label="&lt;Loss&gt;. &quot;Mira&quot;: from 0.5 to 0.02 at step 400."');
    expect(text).not.toContain('<Loss>');
  });

  test('has four lines at most', () => {
    const lines = Array.from({ length: 5 }, (_, i) => ({ name: String(i), points: [] }));
    expect(() => chart({ lines })).toThrow('5 lines: expected 4 at most.');
  });
});
