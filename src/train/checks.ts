import type * as tf from '@tensorflow/tfjs';
import { JanusError } from '../errors.ts';
import type { TrainProgress } from './clock.ts';
import type { ValidationResult } from './validate.ts';

const adviceAfter = (saved: boolean): string =>
  `${saved ? 'What was saved before is still good. ' : ''}Train anew with a lower rate, such as half of it: add --learning-rate <number>, and --force to replace this run.`;

/**
 * @param saved whether there is anything to go back to. @param what the values are.
 * @throws JanusError if one of the values is no number.
 */
export function assertFiniteLoss(
  values: readonly number[],
  step: number,
  saved: boolean,
  what = 'losses',
): void {
  if (values.every(Number.isFinite)) return;
  throw new JanusError(
    `The training has diverged: at step ${step + 1} the ${what} are ${values.join(' and ')}.`,
    adviceAfter(saved),
  );
}

/** @throws JanusError if a weight is no number: such a model must not be saved over a good one. */
export async function assertFiniteWeights(variables: readonly tf.Variable[], saved: boolean): Promise<void> {
  for (const variable of variables) {
    if ((await variable.data<'float32'>()).every(Number.isFinite)) continue;
    throw new JanusError(
      `The training has diverged: weights of ${variable.name} are not finite numbers.`,
      adviceAfter(saved),
    );
  }
}

/** How much of a training is over, and how many steps, before a decoder that never did must paint more than one picture. */
const GRACE_PERIOD = { progress: 0.2, steps: 1000 };
/** Next to the answer keys' own variety. */
const MIN_DIVERSITY = 0.03;
/** What a decoder that has learnt to vary has at least. */
const FULL_DIVERSITY = 0.3;

/**
 * Looks for a collapse where it can be told from a beginning: a decoder that begins with nothing learns first to paint its average
 * face. One that has varied must not cease to.
 * @param wasDiverse whether an earlier look found that all decoders vary: what was saved after it is good. @param saved whether anything was.
 * @returns whether that or this one did.
 * @throws JanusError if a decoder paints one picture whatever it is given.
 */
export function detectCollapse(
  { fraction, step }: TrainProgress,
  results: readonly ValidationResult[],
  wasDiverse: boolean,
  saved: boolean,
): boolean {
  const { outputDiversity } = results.toSorted((a, b) => a.outputDiversity - b.outputDiversity)[0] ?? {
    outputDiversity: 1,
  };
  const beginning = fraction < GRACE_PERIOD.progress || step < GRACE_PERIOD.steps;
  if (outputDiversity >= MIN_DIVERSITY) return wasDiverse || !beginning || outputDiversity >= FULL_DIVERSITY;
  if (beginning && !wasDiverse) return false;
  throw new JanusError(
    `The training has collapsed: a decoder paints one picture whatever it is given (its variety is ${(100 * outputDiversity).toFixed(1)} % of what it should be).`,
    adviceAfter(saved && wasDiverse),
  );
}
