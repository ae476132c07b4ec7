import { readFile } from 'node:fs/promises';
import type { Result } from './run-trial.ts';

const TEXT = 'scripts/study/results.template.md';
const NOT_RUN = 'Not run yet.';

type Value = number | null;
const known = (value: Value, text: (value: number) => string): string =>
  value === null || Number.isNaN(value) ? '–' : text(value);
const level = (value: Value) => known(value, (error) => error.toFixed(1));
const percent = (value: Value) => known(value, (part) => `${(100 * part).toFixed(0)} %`);
const tenths = (value: Value) => known(value, (part) => `${(100 * part).toFixed(1)} %`);
const plain = (value: Value) => known(value, (number) => number.toFixed(2));

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The page of the study: the text of its template, with what was measured in place of names such as
 * `{{cast}}`.
 */
export async function formatResults(results: readonly Result[]): Promise<string> {
  const of = (group: string) => results.filter((result) => result.group === group);
  const tables: Readonly<Record<string, string>> = {
    cast: pairs(of('cast'), [
      least('not swapped', 40, ({ crops }) => crops.noSwapError, level),
      ...ASKED_OF_ALL,
    ]),
    blind: pairs(of('blind'), ASKED_OF_ALL),
    ablation: ablations(of('ablation')),
    pairsMachine: machineOf([...of('cast'), ...of('blind')]),
    ablationMachine: machineOf(of('ablation')),
  };
  return (await readFile(TEXT, 'utf8')).replace(/\{\{(\w+)\}\}/g, (_, name: string) => tables[name]);
}

const machineOf = (results: readonly Result[]): string =>
  [...new Set(results.map(({ machine }) => machine))].join('; ') || 'no machine yet';

const REGIONS = ['face', 'eyes', 'mouth'] as const;

/** A figure of every swap of a group, and what is asked of it: of the median, and of the swap that is furthest from it. */
interface Figure {
  readonly name: string;
  readonly show: (value: Value) => string;
  readonly of: (result: Result) => Value;
  /** At least so much, or at most. */
  readonly limit: 'least' | 'most';
  readonly median?: number;
  readonly worst: number;
}

const skillIn = (region: (typeof REGIONS)[number]): Figure => ({
  name: `skill, ${region}`,
  show: percent,
  of: ({ crops }) => crops.regions[region].skill,
  limit: 'least',
  median: 0.3,
  worst: 0,
});

const fromPerfect = (where: 'crops' | 'frames'): Figure => ({
  name: `perfect decoder: distance of its skill from 100 %, ${where}`,
  show: tenths,
  of: (result) => Math.abs(1 - (result[where].skillOfPerfect ?? NaN)),
  limit: 'most',
  worst: 0.01,
});

const least = (name: string, worst: number, of: Figure['of'], show = plain): Figure => ({
  ...{ name, show, of, worst },
  limit: 'least',
});

/** Asked of every swap. */
const ASKED_OF_ALL: readonly Figure[] = [
  ...REGIONS.map(skillIn),
  fromPerfect('crops'),
  fromPerfect('frames'),
  least('transfer gap', -1, ({ crops }) => crops.transferGap, level),
  least('yaw follows', 0.95, ({ probes }) => probes.swap.pose.yaw),
  least('mouth follows', 0.8, ({ probes }) => probes.swap.pose.mouthOpen),
  least('lids follow', 0.7, ({ probes }) => probes.swap.pose.lids),
  least('identity accuracy', 0.95, ({ probes }) => probes.swap.identityAccuracy, percent),
];

function pairs(results: readonly Result[], figures: readonly Figure[]): string {
  if (results.length === 0) return NOT_RUN;
  const head = [
    ...['swap', 'skill', 'eyes', 'mouth', 'error', 'mean face', 'light only', 'not swapped'],
    ...['reconstruction', 'transfer gap', 'SSIM', 'yaw follows', 'mouth follows', 'lids follow', 'likeness'],
    ...['identity accuracy', 'frame skill', 'pasting error'],
  ];
  const rows = results.map(({ from, to, crops, probes, frames }) => [
    `${from} → ${to}`,
    ...REGIONS.map((region) => percent(crops.regions[region].skill)),
    level(crops.swapError),
    level(crops.meanFaceError),
    level(crops.fittedMeanFaceError),
    level(crops.noSwapError),
    level(crops.reconstructionError),
    level(crops.transferGap),
    plain(crops.ssim),
    plain(probes.swap.pose.yaw),
    plain(probes.swap.pose.mouthOpen),
    plain(probes.swap.pose.lids),
    percent(probes.swap.likeness),
    percent(probes.swap.identityAccuracy),
    percent(frames.skill),
    level(frames.pastingError),
  ]);
  return [tableOf(head, rows), '', asked(results, figures)].join('\n');
}

/** Swaps of a group that something is asked of: in both directions of five pairs. */
const ASKED = 10;

/** What was asked for, and whether it is so. */
function asked(results: readonly Result[], figures: readonly Figure[]): string {
  const rows = figures.map(({ name, show, of, limit, median: wanted, worst }) => {
    const values = results.map((result) => of(result) ?? NaN);
    const cell = (value: number, bound: number | undefined) => {
      if (bound === undefined) return show(value);
      const holds = limit === 'least' ? value >= bound : value <= bound;
      const verdict = results.length < ASKED ? 'not all run yet' : holds ? 'met' : '**missed**';
      return `${show(value)} (${limit === 'least' ? '≥' : '≤'} ${show(bound)}: ${verdict})`;
    };
    const furthest = limit === 'least' ? Math.min(...values) : Math.max(...values);
    return [name, cell(median(values), wanted), cell(furthest, worst)];
  });
  return tableOf([`target, over ${results.length} swaps`, 'median', 'furthest towards the limit'], rows);
}

function ablations(results: readonly Result[]): string {
  if (results.length === 0) return NOT_RUN;
  const variants = [...new Set(results.map(({ variant }) => variant))];
  const rows = variants.map((variant) => {
    const own = results.filter((result) => result.variant === variant);
    const seeds = [...new Set(own.map(({ seed }) => seed))];
    const scores = seeds.map((seed) =>
      mean(own.filter((result) => result.seed === seed).map(({ crops }) => crops.skill ?? NaN)),
    );
    const meanOf = (value: (result: Result) => Value) => mean(own.map((result) => value(result) ?? NaN));
    return [
      variant,
      scores.map((score) => tenths(score)).join(', '),
      level(meanOf(({ crops }) => crops.swapError)),
      level(meanOf(({ crops }) => crops.reconstructionError)),
      plain(meanOf(({ probes }) => probes.swap.pose.yaw)),
      plain(meanOf(({ probes }) => probes.swap.pose.mouthOpen)),
      plain(meanOf(({ probes }) => probes.swap.pose.lids)),
      percent(meanOf(({ probes }) => probes.swap.identityAccuracy)),
      meanOf(({ steps }) => steps).toFixed(0),
    ];
  });
  return tableOf(
    [
      ...['variant', 'skill of the seeds', 'error', 'reconstruction'],
      ...['yaw follows', 'mouth follows', 'lids follow', 'identity accuracy', 'steps'],
    ],
    rows,
  );
}

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
