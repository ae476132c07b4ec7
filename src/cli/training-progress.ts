import type { Metrics } from '../pipeline/run/metrics.ts';
import { termNames } from '../train/config/names.ts';
import type { Progress } from './output.ts';

/**
 * Shows the progress of a training, the most important figures first: a narrow terminal cuts off the rest.
 */
export class TrainingProgress {
  readonly #progress: Progress;
  /** The skill at the last validation. */
  #skill: readonly number[] = [];
  /** Of the discriminators, then. */
  #accuracy: readonly number[] = [];

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  /** @param fraction the fraction of the training that is done, 0 to 1. */
  update(metrics: Metrics, fraction: number): void {
    const { step, seconds, losses = {}, terms = {}, skill, imagesPerSecond = 0 } = metrics;
    if (skill) {
      this.#skill = Object.values(skill);
      this.#accuracy = Object.values(metrics.discriminatorAccuracy ?? {});
      return;
    }
    this.#progress.updateFraction(
      fraction,
      seconds,
      ...(this.#skill.length > 0 ? [`skill ${percentages(this.#skill)}`] : []),
      `loss ${decimals(Object.values(losses))}`,
      `step ${step}`,
      ...(this.#accuracy.length > 0 ? [`discriminators right ${percentages(this.#accuracy)}`] : []),
      ...termNames.flatMap((name) => {
        const values = Object.values(terms).flatMap((own) => own[name] ?? []);
        return values.length > 0 ? [`${name} ${decimals(values)}`] : [];
      }),
      `${imagesPerSecond.toFixed(0)} images/s`,
    );
  }
}

const percentages = (values: readonly number[]): string =>
  values.map((value) => `${(100 * value).toFixed(0)} %`).join(' ');

const decimals = (values: readonly number[]): string => values.map((value) => value.toFixed(3)).join(' ');

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
