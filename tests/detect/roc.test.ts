import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accuracyAt, auc, bestBalancedAccuracy, rocCurve, type RocPoint } from '../../src/detect/roc.ts';
import { noise } from '../convert/noise.ts';

/** Four renders and four swaps, of which a render and a swap tie at 5. */
const scores = [1, 2, 5, 7, 5, 6, 8, 9];
const isSwap = [false, false, false, false, true, true, true, true];

describe('by hand', () => {
  test('a ROC curve goes one step to the right for each render and one up for each swap', () => {
    expect(rocCurve(scores, isSwap)).toEqual([
      { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 },
      { threshold: 9, falsePositiveRate: 0, truePositiveRate: 0.25 },
      { threshold: 8, falsePositiveRate: 0, truePositiveRate: 0.5 },
      { threshold: 7, falsePositiveRate: 0.25, truePositiveRate: 0.5 },
      { threshold: 6, falsePositiveRate: 0.25, truePositiveRate: 0.75 },
      { threshold: 5, falsePositiveRate: 0.5, truePositiveRate: 1 },
      { threshold: 2, falsePositiveRate: 0.75, truePositiveRate: 1 },
      { threshold: 1, falsePositiveRate: 1, truePositiveRate: 1 },
    ]);
  });

  // The swap 5 wins 2½ of 4 pairs, 6 wins 3, 8 and 9 win 4 each.
  test('the AUC counts the pairs that are in order, and half of those that tie', () => {
    expect(auc(scores, isSwap)).toBe(13.5 / 16);
    expect(auc([0.3, 0.3, 0.3], [true, false, true])).toBe(0.5);
    expect(auc([0, 1], [false, true])).toBe(1);
    expect(auc([0, 1], [true, false])).toBe(0);
  });

  test('the accuracy counts a score of the threshold itself as a swap', () => {
    expect(accuracyAt(5, scores, isSwap)).toBe(6 / 8);
    expect(accuracyAt(5.5, scores, isSwap)).toBe(6 / 8);
    expect(accuracyAt(7.5, scores, isSwap)).toBe(6 / 8);
    expect(accuracyAt(0, scores, isSwap)).toBe(4 / 8);
  });

  test('the best balanced accuracy weighs both classes alike', () => {
    expect(bestBalancedAccuracy(scores, isSwap)).toEqual({ threshold: 8, accuracy: 0.75 });
    // All renders and two of three swaps: 5/6, though 19 of 20 are told rightly.
    const rare = [...Array<number>(17).fill(0), 0, 1, 2];
    expect(
      bestBalancedAccuracy(
        rare,
        rare.map((_, i) => i >= 17),
      ),
    ).toEqual({ threshold: 1, accuracy: (2 / 3 + 1) / 2 });
    expect(bestBalancedAccuracy([0, 1], [true, false])).toEqual({ threshold: Infinity, accuracy: 0.5 });
  });
});

describe('of 300 scores, the figures are scikit-learn’s', () => {
  const labels = [...noise(22, 300)].map((value) => value >= 150);
  const values = [...noise(21, 300)].map((value, i) => value + (labels[i] ? 60 : 0));

  test('if all differ', () => {
    const fine = values.map((value, i) => value + i / 1000);
    expect(auc(fine, labels)).toBeCloseTo(0.7006360555271832, 14);
    expect(rocCurve(fine, labels)).toHaveLength(301);
    const best = bestBalancedAccuracy(fine, labels);
    expect(best.threshold).toBeCloseTo(75.198, 9);
    expect(best.accuracy).toBeCloseTo(0.6323645480291564, 14);
    expect(accuracyAt(150, fine, labels)).toBeCloseTo(0.61, 14);
  });

  test('if many tie', () => {
    const coarse = values.map((value) => Math.floor(value / 16));
    expect(auc(coarse, labels)).toBeCloseTo(0.7020985189655973, 14);
    expect(bestBalancedAccuracy(coarse, labels)).toEqual({
      threshold: 6,
      accuracy: expect.closeTo(0.6275825247225962, 14) as number,
    });
    expect(accuracyAt(9, coarse, labels)).toBeCloseTo(0.6133333333333333, 14);
    const curve = rocCurve(coarse, labels);
    expect(curve).toHaveLength(21);
    const at = (threshold: number) => curve.find((point) => point.threshold === threshold)!;
    expect(at(15).falsePositiveRate).toBeCloseTo(0.049723756906077346, 14);
    expect(at(15).truePositiveRate).toBeCloseTo(0.2689075630252101, 14);
    expect(at(3).falsePositiveRate).toBeCloseTo(0.8066298342541437, 14);
    expect(at(3).truePositiveRate).toBe(1);
  });
});

describe('of any scores', () => {
  /** Scores of which some tie, and labels of both classes. */
  const labelled = fc
    .array(fc.record({ score: fc.integer({ min: -9, max: 9 }), swap: fc.boolean() }), { minLength: 1 })
    .map((crops) => [...crops, { score: 3, swap: true }, { score: -2, swap: false }])
    .map((crops) => [crops.map(({ score }) => score), crops.map(({ swap }) => swap)] as const);

  const rates = (curve: readonly RocPoint[]) =>
    curve.map(({ falsePositiveRate, truePositiveRate }) => [falsePositiveRate, truePositiveRate]);

  test('the AUC is how often a swap has the higher score, over all pairs', () => {
    fc.assert(
      fc.property(labelled, ([values, swaps]) => {
        const of = (swap: boolean) => values.filter((_, i) => swaps[i] === swap);
        const won = of(true).flatMap((a) => of(false).map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const mean = won.reduce<number>((sum, value) => sum + value, 0) / won.length;
        expect(auc(values, swaps)).toBeCloseTo(mean, 12);
      }),
    );
  });

  test('the AUC is the area under the curve, by trapezoids', () => {
    fc.assert(
      fc.property(labelled, ([values, swaps]) => {
        const curve = rates(rocCurve(values, swaps));
        const area = curve
          .slice(1)
          .reduce((sum, [x, y], i) => sum + ((x - curve[i][0]) * (y + curve[i][1])) / 2, 0);
        expect(auc(values, swaps)).toBeCloseTo(area, 12);
      }),
    );
  });

  test('the AUC of reversed scores, or of exchanged labels, is what is left to 1', () => {
    fc.assert(
      fc.property(labelled, ([values, swaps]) => {
        const rest = 1 - auc(values, swaps);
        expect(
          auc(
            values.map((value) => -value),
            swaps,
          ),
        ).toBeCloseTo(rest, 12);
        expect(
          auc(
            values,
            swaps.map((swap) => !swap),
          ),
        ).toBeCloseTo(rest, 12);
      }),
    );
  });

  test('a rising map of the scores, or another order of the crops, changes nothing', () => {
    fc.assert(
      fc.property(labelled, ([values, swaps]) => {
        const mapped = values.map((value) => Math.exp(value / 3) - 100);
        expect(auc(mapped, swaps)).toBe(auc(values, swaps));
        expect(rates(rocCurve(mapped, swaps))).toEqual(rates(rocCurve(values, swaps)));
        expect(bestBalancedAccuracy(mapped, swaps).accuracy).toBe(
          bestBalancedAccuracy(values, swaps).accuracy,
        );
        expect(rocCurve(values.toReversed(), swaps.toReversed())).toEqual(rocCurve(values, swaps));
      }),
    );
  });

  test('a curve rises from (0, 0) to (1, 1), and has the accuracy of each of its thresholds', () => {
    fc.assert(
      fc.property(labelled, ([values, swaps]) => {
        const curve = rocCurve(values, swaps);
        expect(rates(curve).at(0)).toEqual([0, 0]);
        expect(rates(curve).at(-1)).toEqual([1, 1]);
        const part = swaps.filter(Boolean).length / swaps.length;
        curve.forEach(({ threshold, falsePositiveRate, truePositiveRate }, i) => {
          const before = curve[Math.max(0, i - 1)];
          expect(truePositiveRate).toBeGreaterThanOrEqual(before.truePositiveRate);
          expect(falsePositiveRate).toBeGreaterThanOrEqual(before.falsePositiveRate);
          expect(accuracyAt(threshold, values, swaps)).toBeCloseTo(
            part * truePositiveRate + (1 - part) * (1 - falsePositiveRate),
            12,
          );
        });
      }),
    );
  });
});

describe.each([
  ['the curve', rocCurve],
  ['the AUC', auc],
  ['the accuracy', (values: number[], swaps: boolean[]) => accuracyAt(0.5, values, swaps)],
  ['the best balanced accuracy', bestBalancedAccuracy],
])('%s is refused', (_, measure: (values: number[], swaps: boolean[]) => unknown) => {
  test.each([
    ['There are no swaps among the scores.', [1, 2], [false, false]],
    ['There are no renders among the scores.', [1, 2], [true, true]],
    ['There are no swaps among the scores.', [], []],
    ['There are 2 scores and 3 labels: expected as many.', [1, 2], [true, false, true]],
    ['Score 1 is NaN: expected a finite number.', [1, NaN], [true, false]],
    ['Score 0 is Infinity: expected a finite number.', [Infinity, 2], [true, false]],
  ])('with «%s»', (message, values, swaps) => {
    expect(() => measure(values, swaps)).toThrow(new RangeError(message));
  });
});
