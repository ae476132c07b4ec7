/**
 * How the learning rate changes during a training: with a linear warm-up and a cosine decay, or not at all.
 */
export type Schedule = 'cosine' | 'constant';

/** Which part of a training a step is: the fractions, 0 to 1, that are over before it and after it. */
export interface StepSpan {
  readonly start: number;
  /** In a training limited by time it equals the start, since the length of the step is not known. */
  readonly end: number;
}

/**
 * Fraction of a training in which the rate rises to its peak, while Adam's moments are still estimates from a
 * few steps.
 */
const WARMUP_FRACTION = 0.02;
/**
 * The factor at which the warm-up starts: high enough for a training of very few steps to learn something.
 */
const WARMUP_START = 0.1;
/** The factor at which the cosine ends. */
const MIN_LR_FACTOR = 0.001;

/**
 * The factor of the peak learning rate at a step. The warm-up goes by what is over after the step, so that
 * the single step of a training of one has the peak rate; the cosine goes by what is over before.
 *
 * Cosine: I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017,
 * equation 5, without restarts. Linear warm-up: P. Goyal et al., "Accurate, large minibatch SGD", 2017,
 * section 2.2.
 *
 * @returns above 0, up to 1
 */
export function lrFactor(schedule: Schedule, { start, end }: StepSpan): number {
  if (schedule === 'constant') return 1;
  const warmup = WARMUP_START + (1 - WARMUP_START) * Math.min(1, end / WARMUP_FRACTION);
  const cosine = 0.5 + 0.5 * Math.cos(Math.PI * start);
  return warmup * (MIN_LR_FACTOR + (1 - MIN_LR_FACTOR) * cosine);
}
