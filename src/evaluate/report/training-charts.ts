import type { Line, LineChart } from './line-chart.ts';

/** What was measured during training, over its steps. */
export interface TrainingCurves {
  /** Training loss of each decoder. */
  readonly losses: readonly Line[];
  /** Skill on the validation set of each direction, at most 1. */
  readonly skill: readonly Line[];
}

/** The charts of a training: the loss, and how good the swap became, beside the mean face. */
export const trainingCharts = ({ losses, skill }: TrainingCurves): LineChart[] => [
  { title: 'Training loss', unit: 'on the faces trained on', lines: losses },
  {
    title: 'Validation skill',
    unit: '% on faces that were not trained on',
    lines: skill.map(({ name, points }) => ({
      name,
      points: points.map(([step, value]) => [step, 100 * value] as const),
    })),
    levels: [{ name: 'mean face', value: 0 }],
  },
];
