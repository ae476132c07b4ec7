import type * as tf from '@tensorflow/tfjs';
import { JanusError } from '../errors.ts';
import type { TrainProgress } from './clock.ts';
import type { ValidationResult } from './validate.ts';

const adviceAfter = (hasCheckpoint: boolean): string =>
  `${hasCheckpoint ? 'The last checkpoint is still good. ' : ''}Train anew with a lower learning rate, such as half of it: add --learning-rate <number>, and --force to replace this run.`;

/**
 * @param step after which the values were found. @param hasCheckpoint whether there is one to go back to.
 * @param name of the values.
 * @throws JanusError if one of the values is not finite: the training has diverged.
 */
export function assertFiniteLoss(
  values: readonly number[],
  step: number,
  hasCheckpoint: boolean,
  name = 'losses',
): void {
  if (values.every(Number.isFinite)) return;
  throw new JanusError(
    `The training has diverged: at step ${step} the ${name} are ${values.join(' and ')}.`,
    adviceAfter(hasCheckpoint),
  );
}

/** @throws JanusError if a weight is not finite: such a model must not be saved over a good one. */
export async function assertFiniteWeights(
  variables: readonly tf.Variable[],
  hasCheckpoint: boolean,
): Promise<void> {
  for (const variable of variables) {
    if ((await variable.data<'float32'>()).every(Number.isFinite)) continue;
    throw new JanusError(
      `The training has diverged: weights of ${variable.name} are not finite.`,
      adviceAfter(hasCheckpoint),
    );
  }
}

/** A decoder trained from scratch may output nearly one picture until both of these are over. */
const GRACE_PERIOD = { fraction: 0.2, steps: 1000 };
/** Output diversity below which a decoder has collapsed. */
const MIN_DIVERSITY = 0.03;
/** Output diversity from which on a decoder counts as diverse even during the grace period. */
const FULL_DIVERSITY = 0.3;

/**
 * Detects mode collapse: a decoder whose output hardly depends on its input. A decoder trained from scratch
 * first learns to output the mean face, so low diversity is accepted during a grace period; but a decoder
 * that was diverse must stay so.
 *
 * @param wasDiverse whether an earlier validation found all decoders diverse. @param hasCheckpoint whether
 * there is one to go back to.
 * @returns whether an earlier validation or this one found all decoders diverse.
 * @throws JanusError if a decoder has collapsed.
 */
export function detectCollapse(
  { fraction, step }: TrainProgress,
  results: readonly ValidationResult[],
  wasDiverse: boolean,
  hasCheckpoint: boolean,
): boolean {
  const least = Math.min(1, ...results.map(({ outputDiversity }) => outputDiversity));
  const inGracePeriod = fraction < GRACE_PERIOD.fraction || step < GRACE_PERIOD.steps;
  if (least >= MIN_DIVERSITY) return wasDiverse || !inGracePeriod || least >= FULL_DIVERSITY;
  if (inGracePeriod && !wasDiverse) return false;
  throw new JanusError(
    `The training has collapsed: a decoder outputs nearly the same picture for every input (its output diversity is ${(100 * least).toFixed(1)} % of the ground truth's).`,
    adviceAfter(hasCheckpoint && wasDiverse),
  );
}
