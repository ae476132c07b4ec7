import type { Metrics } from '../pipeline/run/metrics.ts';
import type { Progress } from './output.ts';

/**
 * Shows the progress of a training, the most important figures first: a narrow terminal cuts off the rest.
 */
export class TrainingProgress {
  readonly #progress: Progress;
  /** The skill at the last validation. */
  #skill: readonly number[] = [];

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  /** @param fraction the fraction of the training that is done, 0 to 1. */
  update({ step, seconds, losses, skill, imagesPerSecond = 0 }: Metrics, fraction: number): void {
    if (skill) {
      this.#skill = Object.values(skill);
      return;
    }
    this.#progress.updateFraction(
      fraction,
      seconds,
      ...(this.#skill.length > 0
        ? [`skill ${this.#skill.map((value) => `${(100 * value).toFixed(0)} %`).join(' ')}`]
        : []),
      `loss ${Object.values(losses ?? {})
        .map((loss) => loss.toFixed(3))
        .join(' ')}`,
      `step ${step}`,
      `${imagesPerSecond.toFixed(0)} images/s`,
    );
  }
}

/**
 * Says which swaps are still worse than a still picture, each in a sentence.
 * @param skill by `A→B`.
 */
export const stillPictures = (skill: Readonly<Record<string, number>>): string[] =>
  Object.entries(skill)
    .filter(([, value]) => value < 0)
    .map(([swap]) => {
      const [, to] = swap.split('→');
      return `${swap} is still worse than a still picture: one and the same picture of ${to}, the mean face, would be nearer to the answer key.`;
    });
