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
      ['not swapped', level, ({ crops }) => crops.noSwapError, { worst: 40 }],
      ...REGIONS.map(skillIn),
      ...FOLLOWED,
    ]),
    blind: pairs(of('blind'), [...REGIONS.map(skillIn), ...FOLLOWED]),
    ablation: ablations(of('ablation')),
    pairsMachine: machineOf([...of('cast'), ...of('blind')]),
    ablationMachine: machineOf(of('ablation')),
  };
  return (await readFile(TEXT, 'utf8')).replace(/\{\{(\w+)\}\}/g, (_, name: string) => tables[name]);
}

const machineOf = (results: readonly Result[]): string =>
  [...new Set(results.map(({ machine }) => machine))].join('; ') || 'no machine yet';

const REGIONS = ['face', 'eyes', 'mouth'] as const;
/** What is required of a group of swaps: of their median, and of the lowest of them. */
type Figure = readonly [
  name: string,
  show: (value: Value) => string,
  of: (result: Result) => Value,
  wanted: { readonly median?: number; readonly worst: number },
];

const skillIn = (region: (typeof REGIONS)[number]): Figure => [
  `skill, ${region}`,
  percent,
  ({ crops }) => crops.regions[region].skill,
  { median: 0.3, worst: 0 },
];

/** Asked of every swap. */
const FOLLOWED: readonly Figure[] = [
  ['yaw', plain, ({ probes }) => probes.swap.pose.yaw, { worst: 0.95 }],
  ['mouth', plain, ({ probes }) => probes.swap.pose.mouthOpen, { worst: 0.8 }],
  ['lids', plain, ({ probes }) => probes.swap.pose.lids, { worst: 0.7 }],
  ['identity accuracy', percent, ({ probes }) => probes.swap.identityAccuracy, { worst: 0.95 }],
];

function pairs(results: readonly Result[], figures: readonly Figure[]): string {
  if (results.length === 0) return NOT_RUN;
  const head = [
    ['swap', 'skill', 'eyes', 'mouth', 'error', 'mean face', 'light only', 'not swapped', 'reconstruction'],
    [
      'SSIM',
      'yaw',
      'mouth',
      'lids',
      'likeness',
      'identity accuracy',
      'frame skill',
      'pasting error',
      'steps',
    ],
  ].flat();
  const rows = results.map(({ from, to, crops, probes, frames, steps }) => [
    `${from} → ${to}`,
    ...REGIONS.map((region) => percent(crops.regions[region].skill)),
    level(crops.swapError),
    level(crops.meanFaceError),
    level(crops.fittedMeanFaceError),
    level(crops.noSwapError),
    level(crops.reconstructionError),
    plain(crops.ssim),
    plain(probes.swap.pose.yaw),
    plain(probes.swap.pose.mouthOpen),
    plain(probes.swap.pose.lids),
    percent(probes.swap.likeness),
    percent(probes.swap.identityAccuracy),
    percent(frames.skill),
    level(frames.pastingError),
    String(steps),
  ]);
  return [tableOf(head, rows), '', asked(results, figures)].join('\n');
}

/** Swaps of a group that something is asked of: in both directions of five pairs. */
const ASKED = 10;

/** What was asked for, and whether it is so. */
function asked(results: readonly Result[], figures: readonly Figure[]): string {
  const rows = figures.map(([name, show, of, wanted]) => {
    const values = results.map((result) => of(result) ?? NaN);
    const cell = (value: number, limit: number | undefined) => {
      if (limit === undefined) return show(value);
      const verdict = results.length < ASKED ? 'not all run yet' : value >= limit ? 'met' : '**missed**';
      return `${show(value)} (≥ ${show(limit)}: ${verdict})`;
    };
    return [name, cell(median(values), wanted.median), cell(Math.min(...values), wanted.worst)];
  });
  return tableOf([`asked for, of ${results.length} swaps`, 'median', 'worst'], rows);
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
      ...['yaw', 'mouth', 'lids', 'identity accuracy', 'steps'],
    ],
    rows,
  );
}

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
