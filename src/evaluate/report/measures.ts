import type { FrameReport, FrameScores } from '../frame-evaluation.ts';
import type { PoseCorrelation } from '../pose-correlation.ts';
import type { RegionScores, SwapScores } from '../swap-evaluation.ts';
import { decibels, hundredths, levels, percent, thousandths, type Value } from './numbers.ts';
import type { ProbeReport } from './report-data.ts';

/** A number that is told of something, and one sentence on what it means. */
export interface Measure<Scores> {
  readonly name: string;
  readonly meaning: string;
  readonly of: (scores: Scores) => Value;
  readonly show: (value: Value) => string;
  /** What the answer key itself comes to in the swap's place, told below the number. */
  readonly key?: (scores: Scores) => Value;
  /** Whether it is an error, so that a bar beside it compares it with the others. */
  readonly error?: true;
}

/** What is told of every region of the face. */
export const regionMeasures: readonly Measure<RegionScores>[] = [
  {
    name: 'Swap error',
    meaning: 'How far the painted face is from the answer key, the face that should have been painted.',
    of: ({ swapError }) => swapError,
    show: levels,
    error: true,
  },
  {
    name: 'Not swapping',
    meaning: 'The same for the face as it was filmed: where a swap starts from.',
    of: ({ noSwapError }) => noSwapError,
    show: levels,
    error: true,
  },
  {
    name: 'Average face',
    meaning: 'The same for one still picture, the mean of all faces trained on: what a swap must beat.',
    of: ({ meanFaceError }) => meanFaceError,
    show: levels,
    error: true,
  },
  {
    name: 'Reconstruction error',
    meaning: 'How far the decoder is off on new faces of its own person: as well as it can paint.',
    of: ({ reconstructionError }) => reconstructionError,
    show: levels,
    error: true,
  },
  {
    name: 'Cost of crossing',
    meaning: 'Swap error less reconstruction error: what is lost because another person is driving.',
    of: ({ transferGap }) => transferGap,
    show: levels,
    error: true,
  },
  {
    name: 'Swap score',
    meaning:
      'How much of the way the swap goes: 0 % is the face as it was filmed, 100 % the answer key itself.',
    of: ({ swapScore }) => swapScore,
    show: percent,
  },
  {
    name: 'Score of the average face',
    meaning: 'How much of the way one still picture goes.',
    of: ({ meanFaceScore }) => meanFaceScore,
    show: percent,
  },
];

/** What is told of pictures, of crops and of frames alike. */
const pictureMeasures: readonly Measure<{ readonly psnr: Value; readonly ssim: Value }>[] = [
  {
    name: 'PSNR',
    meaning: 'Peak signal-to-noise ratio: 20 dB is a difference of a tenth of the range. Higher is better.',
    of: ({ psnr }) => psnr,
    show: decibels,
  },
  {
    name: 'SSIM',
    meaning: 'Structural similarity: 1 if the same edges and textures are in the same places.',
    of: ({ ssim }) => ssim,
    show: thousandths,
  },
];

export const cropMeasures: readonly Measure<SwapScores>[] = [...regionMeasures, ...pictureMeasures];

/** A score of whole frames, and of frames into which the crop key was put. */
const reached = ({ of, ...measure }: Measure<FrameScores>): Measure<FrameReport> => ({
  ...measure,
  of: ({ swap }) => of(swap),
  key: ({ key }) => of(key),
});

export const frameMeasures: readonly Measure<FrameReport>[] = [
  reached({
    name: 'Swap error',
    meaning: 'How far the converted frame is from the answer key.',
    of: ({ swapError }) => swapError,
    show: levels,
    error: true,
  }),
  {
    name: 'Not swapping',
    meaning: 'The same for the frame as it was filmed.',
    of: ({ swap }) => swap.noSwapError,
    show: levels,
    error: true,
  },
  ...[
    {
      name: 'Flicker',
      meaning:
        'How much the error changes from one frame to the next: 0 if the swap moves just as the key does.',
      of: ({ flicker }: FrameScores) => flicker,
      show: levels,
      error: true,
    } as const,
    {
      name: 'Swap score',
      meaning: 'How much of the way the frame goes, from as it was filmed to the answer key.',
      of: ({ swapScore }: FrameScores) => swapScore,
      show: percent,
    },
    ...pictureMeasures,
  ].map(reached),
];

/** A correlation of what is read in a swap, and in its key, with what was acted. */
const followed = (
  name: string,
  meaning: string,
  of: (performance: PoseCorrelation) => Value,
): Measure<ProbeReport> => ({
  name,
  meaning,
  of: ({ swap }) => of(swap.performance),
  show: hundredths,
  key: ({ key }) => of(key.performance),
});

export const probeMeasures: readonly Measure<ProbeReport>[] = [
  followed(
    'Turn of the head',
    'Yaw: correlation of what is read in the swap with what was acted, over the frames.',
    ({ yaw }) => yaw,
  ),
  followed('Nod of the head', 'Pitch, likewise.', ({ pitch }) => pitch),
  followed('Mouth', 'How far it is open, likewise.', ({ mouthOpen }) => mouthOpen),
  followed('Eyelids', 'How far they are shut, likewise.', ({ lids }) => lids),
  {
    name: 'Likeness',
    meaning: 'Part of the frames in which, of all the cast, the face is nearest to whom it should be.',
    of: ({ swap }) => swap.identityAccuracy,
    show: percent,
    key: ({ key }) => key.identityAccuracy,
  },
];
