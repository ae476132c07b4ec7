import { expect, test } from 'vitest';
import { SCORE_NOTES, scoreLines } from '../../src/cli/score-lines.ts';
import { directionScores } from '../../src/evaluate/direction-scores.ts';
import { reportData } from '../evaluate/report/report-data.ts';

const directions = reportData().directions.map(({ from, crops, frames, probes }) =>
  directionScores(['mira', 'oskar'][from], ['oskar', 'mira'][from], {
    cropScores: crops,
    frameScores: frames!,
    probes: probes!,
  }),
);

test('the table leads with skill, a column for each direction', () => {
  expect(scoreLines(directions)).toEqual([
    '                          mira → oskar   oskar → mira',
    'skill                             47 %           28 %',
    '  eyes                            21 %           21 %',
    '  mouth                           39 %           39 %',
    'swap error, 0 to 255               9.6           13.2',
    '  mean face                       18.2           18.2',
    '  mean face, light only           15.5           15.5',
    '  not swapped                     40.0           40.0',
    '  reconstruction                   6.0            6.0',
    '  transfer gap                     3.6            7.2',
    'skill, whole frames               −6 %           −6 %',
    '  pasting error                    8.8            8.8',
    'yaw follows                       0.91           0.91',
    'mouth follows                     0.73           0.73',
    'lids follow                          –              –',
    'likeness                          88 %           88 %',
  ]);
});

test('what it means takes three lines, none wider than a terminal of 120 columns', () => {
  expect(SCORE_NOTES).toHaveLength(3);
  for (const line of SCORE_NOTES) expect(line.length).toBeLessThan(120);
});
