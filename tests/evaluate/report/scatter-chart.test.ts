import { describe, expect, test } from 'vitest';
import { scatterCharts, type ScatterChart } from '../../../src/evaluate/report/scatter-chart.ts';

const chart = (changes: Partial<ScatterChart> = {}): ScatterChart => ({
  title: 'Latents',
  about: 'of <two>',
  groups: [
    { name: 'Mira', points: [[-1, 0], [0, 2]], shades: [-1, 0] }, // prettier-ignore
    { name: 'Oskar', points: [[3, 0]], shades: [1] },
  ],
  shaded: false,
  ...changes,
});
const discs = (text: string) =>
  [...text.matchAll(/<circle cx="([^"]*)" cy="([^"]*)"/g)].map(([, x, y]) => [Number(x), Number(y)]);

describe('a scatter chart', () => {
  test('has a mark for each point, at its place, with y upwards', () => {
    const [{ text }] = scatterCharts([chart()]);
    expect(text.match(/<circle/g)).toHaveLength(2);
    expect(text.match(/<rect/g)).toHaveLength(1);
    const [[left, low], [middle, high]] = discs(text);
    expect(left).toBe(8); // the margin
    expect(middle - left).toBeCloseTo((300 - 16) / 4, 1); // a quarter of the span
    expect(low - high).toBeCloseTo((2 * (300 - 16)) / 4, 1);
  });

  test('colours points by group, or by shade from blue to red', () => {
    const [plain, shaded] = scatterCharts([chart(), chart({ shaded: true })]).map(({ text }) => text);
    expect(plain).toMatch(/class="line-0"/);
    expect(plain).toMatch(/>Oskar</);
    expect(shaded).toContain('hsl(225 85% 55%)');
    expect(shaded).toContain('hsl(10 85% 55%)');
    expect(shaded).toMatch(/hsl\(\d+ 0% 55%\)/);
  });

  test('shows the same part of the plane as the others beside it, and escapes what it says', () => {
    const far = chart({ groups: [{ name: 'x', points: [[100, 0]], shades: [0] }] });
    const [alone] = scatterCharts([chart()]);
    const [beside] = scatterCharts([chart(), far]);
    expect(discs(beside.text)).not.toEqual(discs(alone.text));
    expect(alone.text).toContain('of &lt;two&gt;');
  });

  test('of no points, or of one, has nothing infinite', () => {
    const nothing = chart({ groups: [] });
    const one = chart({ groups: [{ name: 'x', points: [[5, 5]], shades: [0] }] });
    for (const { text } of [...scatterCharts([nothing]), ...scatterCharts([one])]) {
      expect(text).not.toMatch(/NaN|Infinity/);
    }
    expect(discs(scatterCharts([one])[0].text)).toEqual([[150, 150]]);
  });
});
