import { describe, expect, test } from 'vitest';
import { mean } from '../../scripts/statistics.ts';
import { provenPixels } from '../../src/clips/proven-pixels.ts';
import { CROP_VALUES } from '../../src/detect/crops.ts';
import { sampleBatch } from '../../src/detect/sample-batch.ts';
import { CROP_SIDE } from '../../src/extract/crop.ts';
import { Random } from '../../src/faces/index.ts';

/** Crops that are half as bright on their left as on their right, which has the given levels. */
const halves = (...levels: number[]) =>
  provenPixels(
    Uint8Array.from({ length: levels.length * CROP_VALUES }, (_, i) => {
      const level = levels[Math.floor(i / CROP_VALUES)];
      return Math.floor(i / 3) % CROP_SIDE < CROP_SIDE / 2 ? level / 2 : level;
    }),
    CROP_SIDE,
    CROP_SIDE,
    levels.length,
  );

/** Levels that no gain turns into one another. */
const renders = [halves(20), halves(40, 40, 40)];
const swaps = [halves(80), halves(160, 160, 160, 160)];
const LEVELS = [20, 40, 80, 160];
const BATCH = 4000;

const { pictures, labels } = sampleBatch(renders, swaps, BATCH, new Random(1));
const sampled = Array.from({ length: BATCH }, (_, i) => {
  const picture = pictures.subarray(i * CROP_VALUES, (i + 1) * CROP_VALUES);
  const [left, right] = [picture[0], picture[CROP_VALUES - 1]].map((value) => 255 * (value + 0.5));
  const bright = Math.max(left, right);
  const level = LEVELS.find((each) => Math.abs(bright / each - 1) <= 0.11)!;
  return { isSwap: labels[i] === 1, mirrored: left > right, level, gain: bright / level };
});
/** How much of some crops is so. */
const part = (crops: typeof sampled, is: (crop: (typeof sampled)[number]) => boolean) =>
  mean(crops.map((crop) => Number(is(crop))));

test('half of a batch are renders, the others swaps, with their labels', () => {
  expect(labels.every((label) => label === 1 || label === -1)).toBe(true);
  expect(part(sampled, ({ isSwap }) => isSwap)).toBe(0.5);
  expect(sampled.every(({ isSwap, level }) => isSwap === level > 40)).toBe(true);
});

test('every set of a class is sampled as often, however many crops it has', () => {
  for (const level of LEVELS) expect(part(sampled, (crop) => crop.level === level)).toBeCloseTo(0.25, 1);
});

test('every crop of a set is sampled', () => {
  const batch = sampleBatch([halves(20, 40, 80, 160)], swaps, 200, new Random(2));
  const brightest = Array.from({ length: 100 }, (_, i) =>
    Math.max(...batch.pictures.subarray(i * CROP_VALUES, (i + 1) * CROP_VALUES)),
  );
  const found = brightest.map((value) =>
    LEVELS.find((level) => Math.abs((255 * (value + 0.5)) / level - 1) < 0.11),
  );
  expect(new Set(found)).toEqual(new Set(LEVELS));
});

describe.each([
  ['renders', false],
  ['swaps', true],
])('of the %s', (_, isSwap) => {
  const crops = sampled.filter((crop) => crop.isSwap === isSwap);
  const gains = crops.map(({ gain }) => gain);

  test('half are mirrored', () => {
    expect(part(crops, ({ mirrored }) => mirrored)).toBeCloseTo(0.5, 1);
  });

  // The mean of three uniforms in ±0.1 has a standard deviation of 0.1 ÷ 3.
  test('some are a tenth brighter or darker, most are less, and on average they are as they were', () => {
    expect(Math.min(...gains)).toBeGreaterThan(0.9);
    expect(Math.max(...gains)).toBeLessThan(1.1);
    expect(mean(gains)).toBeCloseTo(1, 2);
    expect(Math.sqrt(mean(gains.map((gain) => (gain - 1) ** 2)))).toBeCloseTo(0.1 / 3, 2);
  });
});

test('the same random numbers give the same batch, and the next ones another', () => {
  const random = new Random(5);
  const first = sampleBatch(renders, swaps, 8, random);
  expect(sampleBatch(renders, swaps, 8, new Random(5))).toEqual(first);
  expect(sampleBatch(renders, swaps, 8, random)).not.toEqual(first);
});
