import { readFile } from 'node:fs/promises';
import { JanusError } from '../../src/errors.ts';
import type { LatentAlignment } from '../../src/train/config/names.ts';
import { presetsOfStart } from '../../src/train/config/start.ts';
import { presets } from '../../src/train/models/index.ts';
import { RECIPE } from './blind-pairs.ts';
import { alikeOf, floorTable } from './floors.ts';
import { level, percent, plain, points, tableOf } from './markdown.ts';
import type { Result } from './result.ts';
import { deviation, groupBy, mean, median, standardError } from '../statistics.ts';
import { onOneBaseline } from './one-baseline.ts';
import { alignedVariant, AS_IT_IS, isRealigned, type Group } from './trial.ts';

const TEXT = 'scripts/study/results.template.md';
const NOT_RUN = '_Not run yet._';

/**
 * The page of the study: the text of its template, with what was measured in place of names such as
 * `{{floors}}`.
 */
export async function formatResults(results: readonly Result[]): Promise<string> {
  const of = (group: Group) => results.filter((result) => result.group === group);
  const tables: Readonly<Record<string, string>> = {
    recipe: RECIPE.slice(0, 12),
    floors: floorTable(of('blind')),
    alignments: alignments(of('blind')),
    pairs: pairs(of('blind').filter(({ variant }) => !isRealigned(variant))),
    labels: details(of('blind').filter(({ variant }) => variant === 'from labels, 1 min')),
    crowd: details(of('blind').filter(({ variant }) => variant === 'from a crowd, 1 min')),
    switches: variants(of('switches')),
    confirmed: variants(of('confirmed')),
    rungs: variants(of('rungs'), (variant) => variant.split(',')[0]),
    ...Object.fromEntries(
      (['blind', 'switches', 'confirmed', 'rungs'] as const).map((group) => [
        `${group}Machine`,
        machinesOf(of(group)),
      ]),
    ),
  };
  return (await readFile(TEXT, 'utf8')).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    if (!(name in tables)) throw new JanusError(`${TEXT} names the table ${name}, which there is not.`);
    return tables[name];
  });
}

/** Where and when results were measured. */
function machinesOf(results: readonly Result[]): string {
  if (results.length === 0) return 'no machine yet';
  const machines = groupBy(results, ({ machine }) => machine);
  return [...machines]
    .map(([machine, own]) => {
      const days = own.map(({ date }) => date).sort();
      const [first, last] = [days[0], days.at(-1)!];
      return `${machine}, ${first === last ? first : `${first} to ${last}`}`;
    })
    .join('; ');
}

const swapOf = ({ from, to }: Result): string => `${from} → ${to}`;

/** Each swap of the blind pairs, on each rung, the most alike first. */
function pairs(results: readonly Result[]): string {
  if (results.length === 0) return NOT_RUN;
  const rungs = [...groupBy(results, ({ variant }) => variant).keys()];
  const swaps = [...groupBy(results, swapOf)].toSorted(([, [a]], [, [b]]) => a.unlike - b.unlike);
  const rows = swaps.map(([swap, own]) => [
    swap,
    level(own[0].unlike),
    ...rungs.map((rung) => percent(own.find(({ variant }) => variant === rung)?.scores.skill ?? NaN)),
  ]);
  return tableOf(['swap', 'unlike', ...rungs], rows);
}

/** What aligning latents gives: the same trainings, swapped with each alignment. */
function alignments(results: readonly Result[]): string {
  if (results.length === 0) return NOT_RUN;
  const variants = groupBy(results, ({ variant }) => variant);
  const rows = [...variants].flatMap(([variant, usual]) => {
    const others = [...variants].filter(([other]) => isRealigned(other) && other.startsWith(`${variant}, `));
    if (others.length === 0) return [];
    return [[alignedVariant(variant, usualAlignment(usual[0])), usual] as const, ...others].map(
      ([name, own]) => {
        const middle = (key: 'yaw' | 'mouthFollows' | 'lids') =>
          plain(median(own.map(({ scores }) => scores[key])));
        const skillsOf = (swaps: readonly Result[]) => swaps.map(({ scores }) => scores.skill);
        const skills = skillsOf(own);
        const alike = alikeOf(own);
        const others = own.filter((result) => !alike.includes(result));
        return [
          ...[name, percent(median(skills)), percent(median(skillsOf(alike)))],
          ...[percent(median(skillsOf(others))), percent(Math.min(...skills))],
          ...[middle('yaw'), middle('mouthFollows'), middle('lids')],
          ...(['yaw', 'lids'] as const).map((what) => strays(own, what)),
        ];
      },
    );
  });
  return tableOf(
    [
      ...['swaps', 'skill, median', 'of the alike', 'of the others', 'worst', 'yaw', 'mouth', 'lids'],
      ...['yaw astray', 'lids astray'],
    ],
    rows,
  );
}

/** Below this correlation, something does not follow the filmed person. */
const ASTRAY = 0.5;

/** In how many swaps something does not follow. */
const strays = (results: readonly Result[], what: 'yaw' | 'lids'): string =>
  results.filter(({ scores }) => scores[what] < ASTRAY).length.toFixed(0);

/** How the usual preset of a result's start aligns latents. */
const usualAlignment = ({ start }: Result): LatentAlignment =>
  presets[presetsOfStart[start][0]].starts[start]!.latents;

/** All scores of each swap of one rung. */
function details(results: readonly Result[]): string {
  if (results.length === 0) return NOT_RUN;
  const rows = results.map((result) => {
    const { scores, frames } = result;
    return [
      swapOf(result),
      ...[scores.skill, scores.eyes, scores.mouth].map(percent),
      ...[scores.swapError, scores.meanFaceError, scores.lightError, scores.noSwapError].map(level),
      ...[scores.reconstructionError, scores.swapError - scores.reconstructionError].map(level),
      ...[scores.ssim, scores.yaw, scores.mouthFollows, scores.lids].map(plain),
      ...[scores.likeness, scores.identityAccuracy, frames?.skill ?? NaN].map(percent),
      level(frames?.pastingError ?? NaN),
    ];
  });
  return tableOf(
    [
      ...['swap', 'skill', 'eyes', 'mouth', 'error', 'mean face', 'light only', 'not swapped'],
      ...['reconstruction', 'transfer gap', 'SSIM', 'yaw', 'mouth', 'lids', 'likeness'],
      ...['identity', 'frame skill', 'pasting error'],
    ],
    rows,
  );
}

/**
 * What each variant comes to, beside the training as it is, on the same pairs with the same seeds.
 * @param usualOf the variant that a variant differs from.
 */
function variants(
  measured: readonly Result[],
  usualOf: (variant: string) => string = () => AS_IT_IS,
): string {
  if (measured.length === 0) return NOT_RUN;
  const results = onOneBaseline(measured);
  const byVariant = groupBy(results, ({ variant }) => variant);
  const trialOf = ({ from, to, seed }: Result) => `${from} ${to} ${seed}`;
  const rows = [...byVariant].map(([variant, own]) => {
    const usual = usualOf(variant);
    const usualSkills = new Map(
      byVariant.get(usual)?.map((result) => [trialOf(result), result.scores.skill] as const),
    );
    const skills = own.map(({ scores }) => scores.skill);
    const bySwap = [...groupBy(own, swapOf).values()];
    const differences = bySwap.flatMap((ofSeeds) => {
      const ofSwap = ofSeeds.flatMap((result) => {
        const before = usualSkills.get(trialOf(result));
        return before === undefined ? [] : [result.scores.skill - before];
      });
      return ofSwap.length === 0 ? [] : [mean(ofSwap)];
    });
    // Of the same swap, from seed to seed: what chance alone does.
    const spread = Math.sqrt(
      mean(bySwap.map((ofSeeds) => deviation(ofSeeds.map(({ scores }) => scores.skill)) ** 2)),
    );
    const middle = (what: 'yaw' | 'mouthFollows' | 'lids') => median(own.map(({ scores }) => scores[what]));
    return [
      variant,
      percent(mean(skills)),
      percent(Math.min(...skills)),
      variant === usual || differences.length === 0
        ? '–'
        : `${points(mean(differences))} ± ${(100 * standardError(differences)).toFixed(1)}`,
      (100 * spread).toFixed(1).replace('NaN', '–'),
      level(mean(own.map(({ scores }) => scores.reconstructionError))),
      level(mean(own.map(({ scores }) => scores.swapError))),
      plain(middle('yaw')),
      plain(middle('mouthFollows')),
      plain(middle('lids')),
      mean(own.map(({ steps }) => steps)).toFixed(0),
    ];
  });
  return tableOf(
    [
      ...['variant', 'skill, mean', 'worst', 'points of skill more', 'spread of seeds'],
      ...['reconstruction', 'error', 'yaw', 'mouth', 'lids', 'steps'],
    ],
    rows,
  );
}
