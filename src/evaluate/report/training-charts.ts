import type { Line, LineChart } from './line-chart.ts';

/** What was measured during training, over its steps. */
export interface TrainingCurves {
  /** Training loss of each decoder. */
  readonly losses: readonly Line[];
  /** Skill on the validation set of each direction, at most 1. */
  readonly skill: readonly Line[];
  /**
   * How often each person's discriminator tells faces and reconstructions apart, 0 to 1; none without an adversary.
   */
  readonly discriminatorAccuracy: readonly Line[];
  /** Terms of the losses, each person's beside the other's: none if there is but one. */
  readonly terms: readonly { readonly name: string; readonly lines: readonly Line[] }[];
}

/** The charts of a training: the loss, and how good the swap became, beside the mean face. */
export const trainingCharts = ({
  losses,
  skill,
  discriminatorAccuracy,
  terms,
}: TrainingCurves): LineChart[] => [
  { title: 'Training loss', unit: 'on the faces trained on', lines: losses },
  {
    title: 'Validation skill',
    unit: '% on faces that were not trained on',
    lines: inPercent(skill),
    levels: [{ name: 'mean face', value: 0 }],
  },
  ...terms.map(({ name, lines }) => ({ title: `Loss: ${name}`, unit: 'times its weight', lines })),
  ...(discriminatorAccuracy.length === 0
    ? []
    : [
        {
          title: 'Accuracy of the discriminators',
          unit: '% of validation faces and their reconstructions',
          lines: inPercent(discriminatorAccuracy),
          levels: [
            { name: 'chance', value: 50 },
            { name: 'always right', value: 100 },
          ],
        },
      ]),
];

const inPercent = (lines: readonly Line[]): Line[] =>
  lines.map(({ name, points }) => ({
    name,
    points: points.map(([step, value]) => [step, 100 * value] as const),
  }));
