/** When a training is over: after so many steps, or so many seconds. */
export type StopCriterion = { readonly steps: number } | { readonly seconds: number };

/** How far a training has come. All that is drawn at random follows from the seed and the step. */
export interface TrainProgress {
  readonly step: number;
  /** Of training, whenever they were. */
  readonly seconds: number;
  /** How much of the training is over, 0 to 1. */
  readonly fraction: number;
}

/** Counts the steps and seconds of a training. */
export class Clock {
  readonly #end: StopCriterion;
  readonly #before: TrainProgress;
  readonly #started = performance.now();
  #reached: TrainProgress;

  constructor(from: TrainProgress, end: StopCriterion) {
    this.#before = from;
    this.#end = end;
    this.#reached = from;
  }

  get progress(): TrainProgress {
    return this.#reached;
  }

  get stepsPerSecond(): number {
    return (this.#reached.step - this.#before.step) / (this.#reached.seconds - this.#before.seconds);
  }

  /** A step is done. */
  tick(): void {
    const step = this.#reached.step + 1;
    const seconds = this.#before.seconds + (performance.now() - this.#started) / 1000;
    const fraction = 'steps' in this.#end ? step / this.#end.steps : this.#timeOver(step, seconds);
    this.#reached = { step, seconds, fraction: Math.min(1, fraction) };
  }

  /** All of it, when another step would take too long. */
  #timeOver(step: number, seconds: number): number {
    const { seconds: all } = this.#end as { seconds: number };
    const { step: firstStep, seconds: first } = this.#before;
    return seconds + (seconds - first) / (step - firstStep) > all ? 1 : seconds / all;
  }

  /** Takes on what another clock says. */
  follow(fraction: number): void {
    if (fraction <= 1) this.#reached = { ...this.#reached, fraction };
  }
}

/** Tells now and then. */
export class Interval {
  readonly #seconds: number;
  #last = performance.now();

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** Whether it is time; if so, the next interval begins. */
  isOver(): boolean {
    const now = performance.now();
    if (now - this.#last < 1000 * this.#seconds) return false;
    this.#last = now;
    return true;
  }
}
