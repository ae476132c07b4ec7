/** When a training is over: after so many steps, or so many seconds. */
export type End = { readonly steps: number } | { readonly seconds: number };

/** How far a training has come. All that is drawn at random follows from the seed and the step. */
export interface Reached {
  readonly step: number;
  /** Of training, whenever they were. */
  readonly seconds: number;
  /** How much of the training is over, 0 to 1. */
  readonly progress: number;
}

/** Counts the steps and seconds of a training. */
export class Clock {
  readonly #end: End;
  readonly #before: Reached;
  readonly #started = performance.now();
  #reached: Reached;

  constructor(from: Reached, end: End) {
    this.#before = from;
    this.#end = end;
    this.#reached = from;
  }

  get reached(): Reached {
    return this.#reached;
  }

  get stepsPerSecond(): number {
    return (this.#reached.step - this.#before.step) / (this.#reached.seconds - this.#before.seconds);
  }

  /** A step is done. */
  tick(): void {
    const step = this.#reached.step + 1;
    const seconds = this.#before.seconds + (performance.now() - this.#started) / 1000;
    const progress = 'steps' in this.#end ? step / this.#end.steps : this.#timeOver(step, seconds);
    this.#reached = { step, seconds, progress: Math.min(1, progress) };
  }

  /** All of it, when another step would take too long. */
  #timeOver(step: number, seconds: number): number {
    const { seconds: all } = this.#end as { seconds: number };
    const { step: firstStep, seconds: first } = this.#before;
    return seconds + (seconds - first) / (step - firstStep) > all ? 1 : seconds / all;
  }

  /** Takes on what another clock says. */
  follow(progress: number): void {
    if (progress <= 1) this.#reached = { ...this.#reached, progress };
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
