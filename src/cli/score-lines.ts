import type { DirectionScores } from '../evaluate/direction-scores.ts';
import { hundredths, levels, percent } from '../evaluate/report/numbers.ts';

const ROWS: readonly (readonly [title: string, value: (scores: DirectionScores) => string])[] = [
  ['', ({ from, to }) => `${from} → ${to}`],
  ['skill', ({ skill }) => percent(skill)],
  ['  eyes', ({ regions }) => percent(regions.eyes.skill)],
  ['  mouth', ({ regions }) => percent(regions.mouth.skill)],
  ['swap error, 0 to 255', ({ swapError }) => levels(swapError)],
  ['  mean face', ({ meanFaceError }) => levels(meanFaceError)],
  ['  mean face, light only', ({ fittedMeanFaceError }) => levels(fittedMeanFaceError)],
  ['  not swapped', ({ noSwapError }) => levels(noSwapError)],
  ['  reconstruction', ({ reconstructionError }) => levels(reconstructionError)],
  ['  transfer gap', ({ transferGap }) => levels(transferGap)],
  ['skill, whole frames', ({ frames }) => percent(frames.skill)],
  ['  pasting error', ({ pastingError }) => levels(pastingError)],
  ['yaw follows', ({ probes }) => hundredths(probes.swap.yaw)],
  ['mouth follows', ({ probes }) => hundredths(probes.swap.mouthOpen)],
  ['lids follow', ({ probes }) => hundredths(probes.swap.lids)],
  ['likeness', ({ likeness }) => percent(likeness)],
];

/** The scores as lines of a table, a column for each direction. */
export function scoreLines(directions: readonly DirectionScores[]): string[] {
  const titleWidth = Math.max(...ROWS.map(([title]) => title.length));
  // A plain space, so that the output can be searched for "71 %".
  const columns = directions.map((scores) => ROWS.map(([, value]) => value(scores).replace('\u00a0', ' ')));
  const widths = columns.map((column) => Math.max(...column.map((text) => text.length)));
  return ROWS.map(([title], row) =>
    [title.padEnd(titleWidth), ...columns.map((column, i) => column[row].padStart(widths[i]))].join('   '),
  );
}

/** The explanation below the table. */
export const SCORE_NOTES: readonly string[] = [
  'Skill: 0 % is no better than one still picture of the other person, their mean face; 100 % is that person to the',
  'pixel, and below 0 is worse than the still picture. Pasting error: what is left in whole frames even with a perfect',
  'decoder: the face sits on another head. Likeness: 0 % looks like the person filmed, 100 % like the other one.',
];
