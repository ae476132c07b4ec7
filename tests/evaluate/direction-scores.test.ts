import { expect, test } from 'vitest';
import { directionScores } from '../../src/evaluate/direction-scores.ts';
import { FrameEvaluation } from '../../src/evaluate/frame-evaluation.ts';
import { SwapEvaluation } from '../../src/evaluate/swap-evaluation.ts';
import { reportData } from './report/report-data.ts';

const [{ crops, frames, probes }] = reportData().directions;

test('the scores of a direction are named by people, and lead with skill', () => {
  const scores = directionScores('mira', 'oskar', {
    cropScores: crops,
    frameScores: frames!,
    probes: probes!,
  });
  expect(Object.keys(scores).slice(0, 5)).toEqual(['from', 'to', 'skill', 'swapError', 'meanFaceError']);
  expect(scores).toMatchObject({
    from: 'mira',
    to: 'oskar',
    skill: 1 - 9.64 / 18.24,
    swapError: 9.64,
    meanFaceError: 18.24,
    fittedMeanFaceError: 15.5,
    noSwapError: 40,
    reconstructionError: 6,
    pastingError: 8.76,
    skillOfPerfect: { crops: 1, frames: 1 },
    psnr: 24.93,
    ssim: 0.8486,
    sharpness: 0.734,
    likeness: 0.882,
    identityAccuracy: 0.966,
    regions: { eyes: { swapError: 14.4 }, mouth: { swapError: 11.2 }, face: { swapError: 9.64 } },
    frames: { skill: -0.061, pastingError: 8.76, frameError: 15.2, psnr: null, worst: 12.34 },
    probes: { swap: { yaw: 0.914, lids: null }, key: { yaw: 0.914, lids: 0.987 } },
  });
  expect(JSON.parse(JSON.stringify(scores))).toEqual(scores);
  expect(JSON.stringify(scores)).not.toContain('frameErrors');
});

test('the worst frame is the one of the largest error, and none of no frames', () => {
  const worst = (frameErrors: (number | null)[]) =>
    directionScores('a', 'b', {
      cropScores: crops,
      frameScores: { ...frames!, frameErrors },
      probes: probes!,
    }).frames.worst;
  expect(worst([1, null, 7, 3])).toBe(7);
  expect(worst([null])).toBeNull();
  const nothing = directionScores('a', 'b', {
    cropScores: new SwapEvaluation(64, new Float32Array(3 * 64 * 64)).result(),
    frameScores: new FrameEvaluation().result(),
    probes: probes!,
  });
  expect(JSON.parse(JSON.stringify(nothing)), 'no NaN').toEqual(nothing);
  expect(nothing).toMatchObject({ skill: null, frames: { worst: null } });
});
