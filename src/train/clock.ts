import type { StepSpan } from './optimizer/schedule.ts';

/** When a training ends: after so many steps, or so many seconds. */
export type StopCriterion = { readonly steps: number } | { readonly seconds: number };

/** Whether there is nothing to train: the networks stay as they start. */
const isNothing = (stop: StopCriterion): boolean => 'seconds' in stop && stop.seconds === 0;

/** How far a training has come. */
export interface TrainProgress {
  /** Steps taken. */
  readonly step: number;
  /** Seconds of training, of earlier runs too if it was resumed. */
  readonly seconds: number;
  /** The fraction of the training that is over, 0 to 1. */
  readonly fraction: number;
}

/** Counts the steps and seconds of a training. */
export class Clock {
  readonly #stop: StopCriterion;
  readonly #from: TrainProgress;
  readonly #started = performance.now();
  #progress: TrainProgress;

  /** @param from 0 of everything, or where a resumed training goes on. */
  constructor(from: TrainProgress, stop: StopCriterion) {
    this.#from = from;
    this.#stop = stop;
    this.#progress = isNothing(stop) ? { ...from, fraction: 1 } : from;
  }

  get progress(): TrainProgress {
    return this.#progress;
  }

  /** Whether the training has come to its end. */
  get isOver(): boolean {
    return this.#progress.fraction >= 1;
  }

  /** The part of the training that the next step is. */
  get nextStep(): StepSpan {
    const { step, fraction } = this.#progress;
    const end = 'steps' in this.#stop ? (step + 1) / this.#stop.steps : fraction;
    return { start: fraction, end: Math.min(1, end) };
  }

  /** Steps per second since this clock was started; 0 before the first. */
  get stepsPerSecond(): number {
    const seconds = this.#progress.seconds - this.#from.seconds;
    return seconds > 0 ? (this.#progress.step - this.#from.step) / seconds : 0;
  }

  /** Counts a step. */
  tick(): void {
    const step = this.#progress.step + 1;
    const seconds = this.#from.seconds + (performance.now() - this.#started) / 1000;
    const fraction =
      'steps' in this.#stop ? step / this.#stop.steps : this.#timeFraction(step, seconds, this.#stop.seconds);
    this.#progress = { step, seconds, fraction: Math.min(1, fraction) };
  }

  /** 1 as soon as another step, as long as the mean step, would exceed the limit. */
  #timeFraction(step: number, seconds: number, limit: number): number {
    const meanStep = (seconds - this.#from.seconds) / (step - this.#from.step);
    return seconds + meanStep > limit ? 1 : seconds / limit;
  }

  /** Adopts the fraction of another worker's clock: the workers of a group must agree on it. */
  synchronize(fraction: number): void {
    this.#progress = { ...this.#progress, fraction };
  }
}

/** A timer that is due every so many seconds. */
export class Interval {
  readonly #seconds: number;
  #last = performance.now();

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** Whether the interval is over; if so, the next one begins. */
  isDue(): boolean {
    if (performance.now() - this.#last < 1000 * this.#seconds) return false;
    this.restart();
    return true;
  }

  /** Begins the next interval now, since what it is for has been done for another reason. */
  restart(): void {
    this.#last = performance.now();
  }
}
