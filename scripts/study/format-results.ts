import { readFile } from 'node:fs/promises';
import type { Machine } from '../../src/files/machine.ts';
import type { Result } from './run-trial.ts';

const TEXT = 'scripts/study/results.template.md';

const level = (value: number | null) => (value === null ? '–' : value.toFixed(1));
const percent = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(0)} %`);
const plain = (value: number | null) => (value === null ? '–' : value.toFixed(2));
const ratio = (a: number | null, b: number | null) => (a === null || b === null ? null : a / b);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The page of the study: the text of its template, with the tables in place of `{{cast}}`, `{{blind}}` and `{{ablation}}`. */
export async function formatResults(results: readonly Result[], machine: Machine): Promise<string> {
  const of = (group: string) => results.filter((result) => result.group === group);
  const parts: Readonly<Record<string, string>> = {
    cast: pairs(of('cast')),
    blind: pairs(of('blind')),
    ablation: ablations(of('ablation')),
    machine: `${machine.usableCores} cores of ${machine.cpu}, Node ${process.versions.node}`,
  };
  return (await readFile(TEXT, 'utf8')).replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]);
}

function pairs(results: readonly Result[]): string {
  if (results.length === 0) return 'Not run yet.';
  const head = [
    ['swap', 'score', 'error', 'not swapped', 'average face', 'itself', '÷ average: face', 'eyes', 'mouth'],
    ['SSIM', 'yaw', 'mouth', 'lids', 'likeness', 'frame score', 'steps'],
  ].flat();
  const ratios = (crops: Result['crops']) =>
    (['face', 'eyes', 'mouth'] as const).map((region) =>
      ratio(crops.regions[region].swapError, crops.regions[region].averageFaceError),
    );
  const rows = results.map(({ from, to, crops, probes, frameScore, steps }) => [
    `${from} → ${to}`,
    percent(crops.swapScore),
    level(crops.swapError),
    level(crops.unswappedError),
    level(crops.averageFaceError),
    level(crops.reconstructionError),
    ...ratios(crops).map(plain),
    plain(crops.ssim),
    plain(probes.swap.performance.yaw),
    plain(probes.swap.performance.mouthOpen),
    plain(probes.swap.performance.lids),
    percent(probes.swap.likeness),
    percent(frameScore),
    String(steps),
  ]);
  const of = (value: (result: Result) => number | null) => results.map((result) => value(result) ?? NaN);
  const least = (value: (result: Result) => number | null) => Math.min(...of(value));
  const [face, eyes, mouth] = [0, 1, 2].map((i) => of(({ crops }) => ratios(crops)[i]));
  return [
    tableOf(head, rows),
    '',
    `Score: median ${percent(median(of(({ crops }) => crops.swapScore)))}, worst ${percent(least(({ crops }) => crops.swapScore))}. ` +
      `Swap error ÷ that of the average face: median ${plain(median(face))} (eyes ${plain(median(eyes))}, mouth ${plain(median(mouth))}), ` +
      `worst ${plain(Math.max(...face))} (eyes ${plain(Math.max(...eyes))}, mouth ${plain(Math.max(...mouth))}). ` +
      `Worst correlations: yaw ${plain(least(({ probes }) => probes.swap.performance.yaw))}, ` +
      `mouth ${plain(least(({ probes }) => probes.swap.performance.mouthOpen))}, ` +
      `lids ${plain(least(({ probes }) => probes.swap.performance.lids))}. ` +
      `Likeness: mean ${percent(mean(of(({ probes }) => probes.swap.likeness)))}, worst ${percent(least(({ probes }) => probes.swap.likeness))}.`,
  ].join('\n');
}

function ablations(results: readonly Result[]): string {
  if (results.length === 0) return 'Not run yet.';
  const variants = [...new Set(results.map(({ variant }) => variant))];
  const rows = variants.map((variant) => {
    const own = results.filter((result) => result.variant === variant);
    const seeds = [...new Set(own.map(({ seed }) => seed))];
    const scores = seeds.map((seed) =>
      mean(own.filter((result) => result.seed === seed).map(({ crops }) => crops.swapScore ?? NaN)),
    );
    const average = (value: (result: Result) => number | null) =>
      mean(own.map((result) => value(result) ?? NaN));
    return [
      variant,
      scores.map((score) => percent(score)).join(', '),
      level(average(({ crops }) => crops.swapError)),
      level(average(({ crops }) => crops.reconstructionError)),
      plain(average(({ crops }) => ratio(crops.swapError, crops.averageFaceError))),
      plain(average(({ probes }) => probes.swap.performance.yaw)),
      plain(average(({ probes }) => probes.swap.performance.mouthOpen)),
      percent(average(({ probes }) => probes.swap.likeness)),
    ];
  });
  const head = [
    'variant',
    'scores of three seeds',
    'error',
    'itself',
    '÷ average',
    'yaw',
    'mouth',
    'likeness',
  ];
  return tableOf(head, rows);
}

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
