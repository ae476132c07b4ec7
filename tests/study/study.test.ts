import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blindPairs, blindSeed } from '../../scripts/study/blind-pairs.ts';
import { alikeOf, floorTable } from '../../scripts/study/floors.ts';
import { formatResults } from '../../scripts/study/format-results.ts';
import type { Result } from '../../scripts/study/result.ts';
import { onOneBaseline } from '../../scripts/study/one-baseline.ts';
import { deviation, median, quantile, standardError } from '../../scripts/statistics.ts';
import { alignedVariant, groups } from '../../scripts/study/trial.ts';
import { trials } from '../../scripts/study/trials.ts';
import { itemsOf, parseShard } from '../../scripts/shard.ts';
import { FIRST_CROWD_SEED } from '../../src/pipeline/people.ts';
import { resolveConfig } from '../../src/train/config/config.ts';
import { presets } from '../../src/train/models/index.ts';
import { withStart } from '../../src/train/config/start.ts';

describe('a shard', () => {
  test('is one of several that leave nothing out and share nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (values, of) => {
        const items = values.map((value, i) => ({ value, i }));
        const shards = Array.from({ length: of }, (_, k) => itemsOf(parseShard(`${k + 1}/${of}`), items));
        expect(shards.flat().sort((a, b) => a.i - b.i)).toEqual(items);
        const lengths = shards.map(({ length }) => length);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test.each(['0/3', '4/3', '1', 'a/b', '1/3/3', '-1/3', ''])('%j is refused', (text) => {
    expect(() => parseShard(text)).toThrow('expected k/n');
  });
});

describe('statistics', () => {
  test('are those of the formulas', () => {
    // NumPy: np.quantile([3, 1, 2, 10], [0.25, 0.5, 0.9]), np.std([3, 1, 2, 10], ddof=1).
    const values = [3, 1, 2, 10];
    expect(quantile(values, 0.25)).toBeCloseTo(1.75, 12);
    expect(median(values)).toBeCloseTo(2.5, 12);
    expect(quantile(values, 0.9)).toBeCloseTo(7.9, 12);
    expect(deviation(values)).toBeCloseTo(4.08248290463863, 12);
    expect(deviation([1])).toBeNaN();
  });
});

test('skills are put on one baseline: the mean face of the first variant of each swap', () => {
  const result = (variant: string, from: string, swapError: number, meanFaceError: number) =>
    ({ variant, from, to: 'x', scores: { swapError, meanFaceError, skill: 1 - swapError / meanFaceError } }) as Result; // prettier-ignore
  const skills = onOneBaseline([
    result('as it is', 'a', 10, 20),
    result('as it is', 'b', 10, 40),
    // The same error beside a worse still picture is no better a swap.
    result('half of the poses', 'a', 10, 50),
    result('half of the poses', 'b', 20, 80),
  ]).map(({ scores }) => scores.skill);
  expect(skills).toEqual([0.5, 0.75, 0.5, 0.5]);
});

test('a standard error is that of the formula', () => {
  // scipy.stats.sem([3, 1, 2, 10])
  expect(standardError([3, 1, 2, 10])).toBeCloseTo(2.041241452319315, 12);
});

describe('the people who judge', () => {
  test('follow from the commit, and are none of the crowd', () => {
    // printf '%s' 'abc 7' | sha256sum, its first eight digits modulo 0xC0000000
    expect(blindSeed('abc', 7)).toBe(2_486_604_610);
    const seeds = blindPairs.flat().map((name) => Number(name.slice('seed:'.length)));
    expect(seeds).toHaveLength(24);
    expect(new Set(seeds).size).toBe(24);
    for (const seed of seeds) expect(seed).toBeLessThan(FIRST_CROWD_SEED);
  });

  test('are in no trial that is not blind', () => {
    const blind = new Set(blindPairs.flat());
    for (const { group, a, b } of trials) {
      const isBlind = group === 'blind';
      expect([blind.has(a), blind.has(b)]).toEqual([isBlind, isBlind]);
    }
  });
});

describe('the trials', () => {
  test('can all be trained, and no two have one name', () => {
    const names = trials.flatMap(({ group, variant, a, b, settings, alsoAligned = [] }) => {
      expect(groups).toContain(group);
      withStart(settings);
      const variants = [variant, ...alsoAligned.map((alignment) => alignedVariant(variant, alignment))];
      return variants.map((name) => [group, name, a, b, settings.seed].join());
    });
    expect(new Set(names).size).toBe(names.length);
  });

  test('each train in a way of their own: no variant is what the preset does anyway', () => {
    const ways = trials
      .filter(({ choose }) => choose === undefined)
      .map(({ group, a, b, settings, film }) => {
        const chosen = withStart(settings);
        const { preset } = chosen;
        return JSON.stringify({ group, a, b, preset, film, config: resolveConfig(presets[preset], chosen) });
      });
    expect(new Set(ways).size).toBe(ways.length);
  });
});

test('each row of the other rungs is compared with the training as it is on that rung', async () => {
  const result = (variant: string, from: string, swapError: number) =>
    ({
      ...{ group: 'rungs', variant, from, to: 'x', seed: 1, steps: 1, machine: 'm', date: 'd' },
      scores: { swapError, meanFaceError: 20 },
    }) as Result;
  const page = await formatResults([
    ...[result('crowd', 'a', 10), result('crowd', 'b', 10)],
    ...[result('crowd, not mirrored', 'a', 9), result('crowd, not mirrored', 'b', 7)],
    ...[result('labels', 'a', 8), result('labels', 'b', 8)],
    ...[result('labels, not mirrored', 'a', 9), result('labels, not mirrored', 'b', 9)],
  ]);
  expect(page).toMatch(/^\| crowd \| 50 % \| 50 % \| – \|/m);
  expect(page).toMatch(/^\| crowd, not mirrored \| 60 % \| 55 % \| \+10\.0 ± 5\.0 \|/m);
  expect(page).toMatch(/^\| labels \| 60 % \| 60 % \| – \|/m);
  expect(page).toMatch(/^\| labels, not mirrored \| 55 % \| 55 % \| −5\.0 ± 0\.0 \|/m);
});

describe('the table of floors', () => {
  const resultsOf = (skillOf: (pair: number) => number, count = 12) =>
    Array.from({ length: 2 * count }, (_, i) => {
      const pair = Math.floor(i / 2);
      const [a, b] = i % 2 === 0 ? ['a', 'b'] : ['b', 'a'];
      return {
        variant: 'from nothing, 5 min',
        from: a + String(pair),
        to: b + String(pair),
        unlike: pair,
        steps: 100 + pair,
        scores: { skill: skillOf(pair), yaw: 0.9, mouthFollows: 0.9, lids: 0.9 },
      } as Result;
    });
  const rowsOf = (results: readonly Result[]) => floorTable(results).split('\n').slice(2);

  test('takes for alike those whose mean faces differ least', () => {
    const alike = alikeOf(resultsOf((pair) => pair));
    expect(new Set(alike.map(({ unlike }) => unlike))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(alike).toHaveLength(12);
  });

  test('says what is met and what is missed', () => {
    const [alike, all] = rowsOf(resultsOf((pair) => (pair < 6 ? 0.5 : 0.02)));
    expect(alike).toContain('50.0 % (≥ 45.0 %) | 50.0 % (≥ 30.0 %)');
    expect(alike, 'steps: the median, the least and the most').toMatch(/\| 103, 100 to 105 \|$/);
    expect(all).toMatch(/\| 106, 100 to 111 \|$/);
    expect(all).toContain('26.0 % (≥ 35.0 %, **missed**) | 2.0 % (≥ 5.0 %, **missed**)');
  });

  test('judges nothing before all pairs are run', () => {
    for (const row of rowsOf(resultsOf(() => 0.9, 11)).slice(0, 2)) {
      expect(row).toContain('not all run yet');
    }
  });
});
