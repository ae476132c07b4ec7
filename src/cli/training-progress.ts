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
 * A sentence on those swaps that are still worse than a still picture; none if there are none.
 * @param skill by `A→B`.
 */
export function stillPictures(skill: Readonly<Record<string, number>>): string[] {
  const worse = Object.keys(skill).filter((swap) => skill[swap] < 0);
  if (worse.length === 0) return [];
  const are = worse.length === 1 ? 'is' : 'are';
  return [
    `${worse.join(' and ')} ${are} still worse than a still picture of the target person, their mean face, would be.`,
  ];
}
