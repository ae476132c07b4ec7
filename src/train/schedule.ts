/** How the learning rate goes through a training. */
export type Schedule = 'cosine' | 'constant';

/** Part of a training in which a cosine's rate rises to its highest: Adam knows no gradients yet to measure steps by. */
const WARMUP_FRACTION = 0.02;
/** A rate that a cosine starts and ends with, as a part of the highest. */
const MIN_LR_FACTOR = 0.001;

/**
 * What the highest learning rate is multiplied with.
 * I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, equation 5, without restarts.
 * @param progress how much of the training is over, 0 to 1.
 */
export function lrFactor(schedule: Schedule, progress: number): number {
  if (schedule === 'constant') return 1;
  const warmup = Math.min(1, progress / WARMUP_FRACTION);
  return MIN_LR_FACTOR + (1 - MIN_LR_FACTOR) * warmup * (0.5 + 0.5 * Math.cos(Math.PI * progress));
}
