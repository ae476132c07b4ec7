import type { DirectionReport, ReportData } from '../../../src/evaluate/report/report-data.ts';
import type { RegionScores } from '../../../src/evaluate/swap-evaluation.ts';

/** One transparent pixel. */
export const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const region = (swapError: number): RegionScores => ({
  skill: 1 - swapError / 18.24,
  swapError,
  meanFaceError: 18.24,
  fittedMeanFaceError: 15.5,
  skillOfFittedMeanFace: 1 - 15.5 / 18.24,
  noSwapError: 40,
  reconstructionError: 6,
  transferGap: swapError - 6,
  skillOfPerfect: 1,
});

const pose = { yaw: 0.914, pitch: 0.824, mouthOpen: 0.734, lids: null };

const direction = (from: 0 | 1, to: 0 | 1, error: number): DirectionReport => ({
  from,
  to,
  crops: {
    ...region(error),
    psnr: 24.93,
    ssim: 0.8486,
    sharpness: 0.734,
    regions: { eyes: region(14.4), mouth: region(11.2), face: region(error) },
    frameErrors: [error],
  },
  frames: {
    skill: -0.061,
    swapError: 12.34,
    meanFaceError: 11.63,
    pastingError: 8.76,
    frameError: 15.2,
    flicker: 1.57,
    psnr: null,
    ssim: 0.7,
    skillOfPerfect: 1,
    frameErrors: [12.34],
  },
  probes: {
    swap: { pose, likeness: 0.882, identityAccuracy: 0.966 },
    key: { pose: { ...pose, lids: 0.987 }, likeness: 1, identityAccuracy: 1 },
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
  training: {
    losses: [
      {
        name: 'decoder Oskar',
        points: [
          [0, 0.2],
          [1000, 0.02],
        ],
      },
    ],
    skill: [
      {
        name: `${name} → Oskar`,
        points: [
          [0, -1.2],
          [500, 0.34],
          [1000, 0.47],
        ],
      },
    ],
    discriminatorAccuracy: [],
    terms: [],
  },
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
