import type { DirectionScores } from '../evaluate/direction-scores.ts';

/** Printed where there is nothing to measure. */
const NONE = '–';
const level = (value: number | null): string => value?.toFixed(1) ?? NONE;
const percent = (value: number | null): string => (value === null ? NONE : `${(100 * value).toFixed(0)} %`);
const correlation = (value: number | null): string => value?.toFixed(2) ?? NONE;

const ROWS: readonly (readonly [title: string, value: (scores: DirectionScores) => string])[] = [
  ['', ({ from, to }) => `${from} → ${to}`],
  ['skill', ({ skill }) => percent(skill)],
  ['  eyes', ({ regions }) => percent(regions.eyes.skill)],
  ['  mouth', ({ regions }) => percent(regions.mouth.skill)],
  ['swap error, 0 to 255', ({ swapError }) => level(swapError)],
  ['  mean face', ({ meanFaceError }) => level(meanFaceError)],
  ['  mean face, light only', ({ fittedMeanFaceError }) => level(fittedMeanFaceError)],
  ['  not swapped', ({ noSwapError }) => level(noSwapError)],
  ['  reconstruction', ({ reconstructionError }) => level(reconstructionError)],
  ['  transfer gap', ({ transferGap }) => level(transferGap)],
  ['skill, whole frames', ({ frames }) => percent(frames.skill)],
  ['  pasting error', ({ pastingError }) => level(pastingError)],
  ['yaw follows', ({ probes }) => correlation(probes.swap.yaw)],
  ['mouth follows', ({ probes }) => correlation(probes.swap.mouthOpen)],
  ['lids follow', ({ probes }) => correlation(probes.swap.lids)],
  ['likeness', ({ likeness }) => percent(likeness)],
];

/** The scores as lines of a table, a column for each direction. */
export function scoreTable(directions: readonly DirectionScores[]): string[] {
  const titleWidth = Math.max(...ROWS.map(([title]) => title.length));
  const columns = directions.map((scores) => ROWS.map(([, value]) => value(scores)));
  const widths = columns.map((column) => Math.max(...column.map((text) => text.length)));
  return ROWS.map(([title], row) =>
    [title.padEnd(titleWidth), ...columns.map((column, i) => column[row].padStart(widths[i]))].join('   '),
  );
}

/** What the table means, below it. */
export const SCORE_NOTES: readonly string[] = [
  'Skill: 0 % is no better than one still picture of the other person, their mean face; 100 % is that person to the',
  'pixel, and below 0 is worse than the still picture. Pasting error: what even a perfect swap is off by in the whole',
  'frame, where the face sits on another head. Likeness: 0 % looks like the person filmed, 100 % like the other one.',
];
