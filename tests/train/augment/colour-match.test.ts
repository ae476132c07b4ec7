import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { augment } from '../../../src/train/augment/augment.ts';
import { matchColours, randomColourMatch } from '../../../src/train/augment/colour-match.ts';
import { NO_AUGMENTATION } from '../../../src/train/augment/augment.ts';

const SIDE = 16;
/** Pixels that are left out at each edge when colours are measured: 12 of 160. */
const EDGE = 1;

const picture = (value: (i: number) => number) =>
  Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => value(i));
const own = picture((i) => ((i * 37) % 101) + 60);
const other = picture((i) => ((i * 53) % 61) + 30 + 20 * (i % 3));

/** Mean and standard deviation of a channel within the edge. */
function moments(pixels: Uint8Array, channel: number) {
  const values = [...pixels].filter((_, i) => {
    const [x, y] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
    return i % 3 === channel && Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y) >= EDGE;
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance)];
}

describe('colours that are matched to another picture', () => {
  // By numpy: ((own − own.mean()) · deviation ÷ own.std() + mean), rounded.
  test.each([
    {
      amount: 0.25,
      goals: [
        [98.0115, 26.1936],
        [102.4936, 26.346],
        [106.5893, 26.2033],
      ],
      first: [52, 91, 129, 61, 100, 138, 70, 109, 147],
      sum: 78745,
    },
    {
      amount: 1,
      goals: [
        [60.148, 17.6214],
        [79.9286, 17.6133],
        [99.7092, 17.6138],
      ],
      first: [29, 72, 115, 36, 78, 121, 42, 84, 127],
      sum: 61472,
    },
  ])('by $amount have the mean and deviation that numpy gives', ({ amount, goals, first, sum }) => {
    const matched = matchColours(own, other, SIDE, amount);
    expect([...matched.slice(0, 9)]).toEqual(first);
    expect(matched.reduce((total, value) => total + value, 0)).toBe(sum);
    goals.forEach(([mean, deviation], channel) => {
      const [foundMean, foundDeviation] = moments(matched, channel);
      expect(Math.abs(foundMean - mean)).toBeLessThan(0.05);
      expect(Math.abs(foundDeviation - deviation)).toBeLessThan(0.05);
    });
  });

  test('by nothing stay as they are, those of a nearly flat picture too', () => {
    expect(matchColours(own, other, SIDE, 0)).toEqual(own);
    const nearlyFlat = picture((i) => (i < 3 * SIDE ? 200 : 100 + Number(i % 7 === 0)));
    expect(matchColours(nearlyFlat, other, SIDE, 0)).toEqual(nearlyFlat);
  });

  test('of a flat picture become the mean of the other, and stay flat', () => {
    const flat = picture((i) => [10, 20, 30][i % 3]);
    const matched = matchColours(flat, other, SIDE, 1);
    expect(matched).toEqual(picture((i) => [60, 80, 100][i % 3]));
  });

  test('to a flat picture become flat', () => {
    const flat = picture((i) => [10, 20, 30][i % 3]);
    expect(matchColours(own, flat, SIDE, 1)).toEqual(flat);
  });

  test('stay within bytes, and leave both pictures as they were', () => {
    const dark = picture((i) => (i % 2 === 0 ? 0 : 9));
    const stripes = picture((i) => (i % 2 === 0 ? 0 : 255));
    const before = [dark.slice(), stripes.slice()];
    const matched = matchColours(
      picture((i) => 2 * ((i * 37) % 101)),
      stripes,
      SIDE,
      1,
    );
    expect(Math.min(...matched)).toBe(0);
    expect(Math.max(...matched)).toBe(255);
    matchColours(dark, stripes, SIDE, 1);
    expect([dark, stripes]).toEqual(before);
  });
});

test('augmentation gives input and target the same other colours, in half of the cases', () => {
  const mask = new Uint8Array(SIDE * SIDE);
  const config = { ...NO_AUGMENTATION, colourMatch: true };
  const targets = Array.from({ length: 400 }, (_, seed) => {
    const { input, target } = augment(
      { pixels: own, mask },
      SIDE,
      config,
      new Random(seed),
      undefined,
      () => other,
    );
    expect(input).toEqual(target);
    return target;
  });
  const unchanged = targets.filter((target) =>
    target.every((value, i) => Math.abs(255 * value - own[i]) < 1e-3),
  );
  expect(Math.abs(unchanged.length / targets.length - 0.5)).toBeLessThan(0.1);
  expect(new Set(targets.map((target) => target.join())).size).toBeGreaterThan(100);
});

test('random matches are by any amount', () => {
  const random = new Random(1);
  const amounts = Array.from({ length: 2000 }, () => randomColourMatch(random).amount);
  for (const quarter of [0, 1, 2, 3]) {
    const share = amounts.filter((amount) => Math.floor(4 * amount) === quarter).length / amounts.length;
    expect(share).toBeCloseTo(0.25, 1);
  }
});
