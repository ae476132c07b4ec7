import type { FrameScores } from '../frame-evaluation.ts';
import type { PoseCorrelation } from '../probes/pose-correlation.ts';
import type { ProbeReport, ProbeScores } from '../probes/probe-report.ts';
import type { RegionScores, SwapScores } from '../swap-evaluation.ts';
import { decibels, hundredths, levels, percent, thousandths, type Value } from './numbers.ts';

/** A row of a table of scores. */
export interface Measure<Scores> {
  readonly name: string;
  /** One sentence on what it means. */
  readonly meaning: string;
  readonly of: (scores: Scores) => Value;
  readonly format: (value: Value) => string;
  /** The same measure of the answer key, shown below the value. */
  readonly key?: (scores: Scores) => Value;
  /** Whether a bar below the value compares it with the other errors of the table. */
  readonly bar?: true;
}

/** Of the whole inner face, and of every region of it. */
export const regionMeasures: readonly Measure<RegionScores>[] = [
  {
    name: 'Skill',
    meaning:
      '1 − swap error ÷ mean-face error: 0 % is no better than a still picture, 100 % is the answer key.',
    of: (scores) => scores.skill,
    format: percent,
    key: ({ skillOfPerfect }) => skillOfPerfect,
  },
  {
    name: 'Swap error',
    meaning: 'How far the swap is from the answer key.',
    of: ({ swapError }) => swapError,
    format: levels,
    bar: true,
  },
  {
    name: 'Mean face',
    meaning: 'The error of one still picture, the mean of all faces trained on.',
    of: ({ meanFaceError }) => meanFaceError,
    format: levels,
    bar: true,
  },
  {
    name: 'Mean face, light only',
    meaning: 'The error of that picture with its light fitted to the answer key, frame by frame.',
    of: ({ fittedMeanFaceError }) => fittedMeanFaceError,
    format: levels,
    bar: true,
  },
  {
    name: 'Not swapped',
    meaning: 'The error of the filmed face as it is.',
    of: ({ noSwapError }) => noSwapError,
    format: levels,
  },
  {
    name: 'Reconstruction',
    meaning: 'The error of the decoder when it is given the answer key itself, its own person’s face.',
    of: ({ reconstructionError }) => reconstructionError,
    format: levels,
    bar: true,
  },
  {
    name: 'Transfer gap',
    meaning:
      'Swap error less reconstruction error: what is lost because the expression comes from another person.',
    of: ({ transferGap }) => transferGap,
    format: levels,
    bar: true,
  },
];

/** Of pictures, crops and frames alike. */
const pictureMeasures: readonly Measure<{ readonly psnr: Value; readonly ssim: Value }>[] = [
  {
    name: 'PSNR',
    meaning: 'Peak signal-to-noise ratio: 20 dB is an error of a tenth of the range, and more is better.',
    of: ({ psnr }) => psnr,
    format: decibels,
  },
  {
    name: 'SSIM',
    meaning: 'Structural similarity: 1 if the same edges and textures are in the same places.',
    of: ({ ssim }) => ssim,
    format: thousandths,
  },
];

export const cropMeasures: readonly Measure<SwapScores>[] = [
  ...regionMeasures,
  ...pictureMeasures,
  {
    name: 'Sharpness',
    meaning:
      'The finest detail of the swap ÷ that of the answer key: 1 is as sharp, less is blurred, more is sharper than the truth.',
    of: (scores) => scores.sharpness,
    format: hundredths,
  },
];

export const frameMeasures: readonly Measure<FrameScores>[] = [
  {
    name: 'Skill',
    meaning: 'The same of whole frames: 100 % is what a perfect decoder gives, put back in the same way.',
    of: (scores) => scores.skill,
    format: percent,
    key: ({ skillOfPerfect }) => skillOfPerfect,
  },
  {
    name: 'Swap error',
    meaning: 'How far the frame is from the same frame with the crop’s answer key put back.',
    of: ({ swapError }) => swapError,
    format: levels,
    bar: true,
  },
  {
    name: 'Mean face',
    meaning: 'The error of the frame with the mean face put back.',
    of: ({ meanFaceError }) => meanFaceError,
    format: levels,
    bar: true,
  },
  {
    name: 'Pasting error',
    meaning:
      'How far a perfect decoder’s frame is from the renderer’s: the price of putting a face on another head.',
    of: ({ pastingError }) => pastingError,
    format: levels,
    bar: true,
  },
  {
    name: 'Frame error',
    meaning: 'How far the frame is from the renderer’s: swap and pasting together.',
    of: ({ frameError }) => frameError,
    format: levels,
    bar: true,
  },
  {
    name: 'Flicker',
    meaning: 'How much the error changes from one frame to the next.',
    of: ({ flicker }) => flicker,
    format: levels,
    bar: true,
  },
  ...pictureMeasures,
];

/** A probe's measure of the swap, and of its key. */
const probed = (
  name: string,
  meaning: string,
  of: (scores: ProbeScores) => Value,
  format: (value: Value) => string,
): Measure<ProbeReport> => ({
  name,
  meaning,
  of: ({ swap }) => of(swap),
  format,
  key: ({ key }) => of(key),
});

const follows = (name: string, meaning: string, of: (pose: PoseCorrelation) => Value) =>
  probed(name, meaning, ({ pose }) => of(pose), hundredths);

export const probeMeasures: readonly Measure<ProbeReport>[] = [
  follows(
    'Yaw',
    'Correlation of the head’s turn, as the network estimates it, with what was acted: 1 follows exactly, 0 not at all.',
    ({ yaw }) => yaw,
  ),
  follows('Pitch', 'The same of the head’s nod.', ({ pitch }) => pitch),
  follows('Mouth', 'The same of how far the mouth is open.', ({ mouthOpen }) => mouthOpen),
  follows('Lids', 'The same of how far the eyelids are shut.', ({ lids }) => lids),
  probed(
    'Likeness',
    'How much nearer to the target person than to the filmed one the face is: 0 % as filmed, 100 % as the answer key.',
    (scores) => scores.likeness,
    percent,
  ),
  probed(
    'Identity accuracy',
    'The frames in which, of the two people and the cast, the face is nearest to the target person.',
    ({ identityAccuracy }) => identityAccuracy,
    percent,
  ),
];
