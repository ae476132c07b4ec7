import { blindPairs } from './blind-pairs.ts';
import { plain, tableOf, tenths } from './markdown.ts';
import type { Result, Scores } from './result.ts';
import { groupBy, median } from '../statistics.ts';

/** What a rung of the ladder must reach on pairs that were drawn blindly. */
interface Floor {
  readonly rung: string;
  /** The variant of the trials. */
  readonly variant: string;
  /** Only the half of the pairs whose people are most alike. */
  readonly alike?: true;
  /** Skill. */
  readonly median: number;
  readonly worst: number;
  /** Medians of what follows the filmed person; without them, it is only reported. */
  readonly follows?: Readonly<Pick<Scores, 'yaw' | 'mouthFollows' | 'lids'>>;
}

const FLOORS: readonly Floor[] = [
  {
    rung: 'from nothing, 5 min: the six pairs most alike',
    variant: 'from nothing, 5 min',
    alike: true,
    median: 0.45,
    worst: 0.3,
    follows: { yaw: 0.85, mouthFollows: 0.75, lids: 0.85 },
  },
  {
    rung: 'from nothing, 5 min: all twelve',
    variant: 'from nothing, 5 min',
    median: 0.35,
    worst: 0.05,
    follows: { yaw: 0.7, mouthFollows: 0.5, lids: 0.6 },
  },
  {
    rung: 'from a crowd, untrained',
    variant: 'from a crowd, untrained',
    median: 0.42,
    worst: 0.3,
  },
  {
    rung: 'from a crowd, 1 min',
    variant: 'from a crowd, 1 min',
    median: 0.57,
    worst: 0.45,
    follows: { yaw: 0.9, mouthFollows: 0.85, lids: 0.92 },
  },
  {
    rung: 'from labels, 1 min',
    variant: 'from labels, 1 min',
    median: 0.68,
    worst: 0.6,
    follows: { yaw: 0.98, mouthFollows: 0.92, lids: 0.95 },
  },
];

/** The pairs whose people are most alike: half of them. */
export function alikeOf(results: readonly Result[]): Result[] {
  const pairs = [...groupBy(results, ({ from, to }) => [from, to].sort().join()).values()];
  return pairs
    .toSorted((one, other) => one[0].unlike - other[0].unlike)
    .slice(0, Math.ceil(pairs.length / 2))
    .flat();
}

/** The table of floors, each beside what was measured. */
export function floorTable(results: readonly Result[]): string {
  const rows = FLOORS.map(({ rung, variant, alike, median: wanted, worst, follows }) => {
    const all = results.filter((result) => result.variant === variant);
    const own = alike ? alikeOf(all) : all;
    const isWhole = all.length === 2 * blindPairs.length;
    const cell = (values: readonly number[], of: typeof median, show: typeof plain, floor?: number) => {
      if (values.length === 0) return '–';
      const value = of(values);
      if (floor === undefined) return show(value);
      const verdict = isWhole ? (value >= floor ? '' : ', **missed**') : ', not all run yet';
      return `${show(value)} (≥ ${show(floor)}${verdict})`;
    };
    const scores = own.map((result) => result.scores);
    const skills = scores.map(({ skill }) => skill);
    const least = (values: readonly number[]) => Math.min(...values);
    return [
      rung,
      cell(skills, median, tenths, wanted),
      cell(skills, least, tenths, worst),
      ...(['yaw', 'mouthFollows', 'lids'] as const).map((what) =>
        cell(
          scores.map((score) => score[what]),
          median,
          plain,
          follows?.[what],
        ),
      ),
      rangeOf(own.map(({ steps }) => steps)),
    ];
  });
  return tableOf(
    [
      'rung',
      'skill, median',
      'skill, worst',
      'yaw follows',
      'mouth follows',
      'lids follow',
      'steps: median, least to most',
    ],
    rows,
  );
}

const rangeOf = (steps: readonly number[]): string =>
  steps.length === 0
    ? '–'
    : `${median(steps).toFixed(0)}, ${Math.min(...steps).toFixed(0)} to ${Math.max(...steps).toFixed(0)}`;
