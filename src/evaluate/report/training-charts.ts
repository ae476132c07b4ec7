import type { Level, Line, LineChart } from './line-chart.ts';

/** What was measured during training, over its steps. */
export interface TrainingCurves {
  /** Training loss of each decoder. */
  readonly losses: readonly Line[];
  /** Swap error on the validation set of each direction, 0 to 255. */
  readonly swapErrors: readonly Line[];
  /** The error of the mean face in each direction: what the swap errors are compared with. */
  readonly meanFaceErrors: readonly Level[];
  /** Skill on the validation set of each direction, at most 1: drawn in place of the swap errors. */
  readonly skill?: readonly Line[];
}

/** The charts of a training: the loss, and how good the swap became, beside the mean face. */
export function trainingCharts({ losses, swapErrors, meanFaceErrors, skill }: TrainingCurves): LineChart[] {
  return [
    { title: 'Training loss', unit: 'on the faces trained on', lines: losses },
    skill
      ? {
          title: 'Validation skill',
          unit: '% on faces that were not trained on',
          lines: skill.map(({ name, points }) => ({
            name,
            points: points.map(([step, value]) => [step, 100 * value] as const),
          })),
          levels: [{ name: 'mean face', value: 0 }],
        }
      : {
          title: 'Validation swap error',
          unit: '0 to 255, on faces that were not trained on',
          lines: swapErrors,
          levels: meanFaceErrors,
        },
  ];
}
