import type { DirectionReport, ReportData } from '../../../src/evaluate/report/report-data.ts';
import type { RegionScores } from '../../../src/evaluate/swap-evaluation.ts';

/** One transparent pixel. */
export const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const region = (swapError: number): RegionScores => ({
  swapError,
  noSwapError: 40,
  meanFaceError: 18.24,
  reconstructionError: 6,
  swapScore: 1 - swapError / 40,
  meanFaceScore: 1 - 18.24 / 40,
  transferGap: swapError - 6,
});

const agreement = { yaw: 0.914, pitch: 0.824, mouthOpen: 0.734, lids: null };

const direction = (from: 0 | 1, to: 0 | 1, error: number): DirectionReport => ({
  from,
  to,
  crops: {
    ...region(error),
    psnr: 24.93,
    ssim: 0.8486,
    regions: { eyes: region(14.4), mouth: region(11.2), face: region(error) },
    frameErrors: [error],
  },
  frames: {
    swap: {
      swapError: 12.34,
      noSwapError: 30,
      swapScore: -0.061,
      psnr: null,
      ssim: 0.7,
      flicker: 1.57,
      frameErrors: [12.34],
    },
    key: {
      swapError: 8.76,
      noSwapError: 30,
      swapScore: 0.708,
      psnr: 28.1,
      ssim: 0.91,
      flicker: 0.8,
      frameErrors: [8.76],
    },
  },
  probes: {
    swap: { performance: agreement, identityAccuracy: 0.966 },
    key: { performance: { ...agreement, lids: 0.987 }, identityAccuracy: 1 },
  },
  worst: [
    { frame: 31, error: 17.77, input: PICTURE, swap: PICTURE, key: PICTURE, difference: PICTURE },
    { frame: 77, error: 15, input: PICTURE, swap: PICTURE, key: PICTURE, difference: PICTURE },
  ],
});

/** A report with all that a report may have. @param name the first person's. */
export const reportData = (name = 'Mira'): ReportData => ({
  people: [
    { name, portrait: PICTURE },
    { name: 'Oskar', portrait: PICTURE },
  ],
  directions: [direction(0, 1, 9.64), direction(1, 0, 13.2)],
  film: { animation: PICTURE, still: PICTURE, caption: `${name}, the swap and the key.` },
  charts: [
    {
      title: 'Swap error',
      unit: '0 to 255',
      lines: [
        {
          name: `${name} → Oskar`,
          points: [
            [0, 40],
            [500, 12],
            [1000, 9.64],
          ],
        },
      ],
      levels: [{ name: `average face of ${name}`, value: 18.24, line: 0 }],
    },
  ],
  history: {
    caption: `${name} above, Oskar below.`,
    previews: [
      { step: 0, picture: PICTURE },
      { step: 250, picture: PICTURE },
    ],
  },
  settings: [
    { name: 'preset', value: 'classroom', help: 'the model' },
    { name: 'no warp', value: false, help: `whether ${name} is warped` },
  ],
  provenance: [{ name: `Clip of ${name}`, value: `clips/${name}` }],
});
