import type { Metrics } from '../pipeline/run/metrics.ts';
import type { Progress } from './output.ts';

/** Shows how a training goes, the shortest and most wanted first: a narrow terminal cuts off the rest. */
export class TrainingProgress {
  readonly #progress: Progress;
  /** The last validation's. */
  #skill: readonly number[] = [];

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  /** @param fraction how much of the training is over, from 0 to 1. */
  update({ step, seconds, losses, skill, imagesPerSecond = 0 }: Metrics, fraction: number): void {
    if (skill) {
      this.#skill = Object.values(skill);
      return;
    }
    this.#progress.tell(
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
