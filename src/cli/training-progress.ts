import type { Metrics } from '../node/disk/run-folder.ts';
import type { Progress } from './output.ts';

/** Shows how a training goes, the shortest and most wanted first: a narrow terminal cuts off the rest. */
export class TrainingProgress {
  readonly #progress: Progress;
  /** The last look's. */
  #swapErrors: readonly number[] = [];

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  /** @param part how much of the training is over, from 0 to 1. */
  tell({ step, seconds, losses, swapErrors, imagesPerSecond = 0 }: Metrics, part: number): void {
    if (swapErrors) {
      this.#swapErrors = Object.values(swapErrors);
      return;
    }
    const all = (values: readonly number[], digits: number) =>
      values.map((value) => value.toFixed(digits)).join(' ');
    this.#progress.tell(
      part,
      seconds,
      `swap error ${all(this.#swapErrors, 1)}`,
      `loss ${all(Object.values(losses ?? {}), 3)}`,
      `step ${step}`,
      `${imagesPerSecond.toFixed(0)} images/s`,
    );
  }
}
