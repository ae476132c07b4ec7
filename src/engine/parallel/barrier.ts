import { JanusError } from '../../errors.ts';

/** Thrown in a worker whose group has ended: another worker failed, or the run was aborted. */
export class GroupEnded extends Error {
  constructor() {
    super('The group of workers has ended.');
    this.name = 'GroupEnded';
  }
}

/** The error of workers that wait for one that will not come: it has already finished its job. */
export const finishedEarly = (): JanusError =>
  new JanusError(
    'A worker finished its job before the others.',
    'All workers of a group must take part in every collective operation: give them the same job.',
  );

// Indices of the shared control words.
const ARRIVED = 0;
const GENERATION = 1;
const ENDED = 2;
const FINISHED = 3;

/** How often a waiting worker checks whether the group has ended, in case it missed the notification. */
const POLL_MS = 500;

/**
 * A barrier in shared memory: each worker of a group waits there until all have arrived. It blocks the
 * worker's thread, so it is not for a page's main thread.
 */
export class Barrier {
  /** Control words that a barrier needs: 32 bits each, all zero at first. */
  static readonly WORDS = 4;

  readonly #control: Int32Array;
  readonly #worldSize: number;

  constructor(control: Int32Array, worldSize: number) {
    this.#control = control;
    this.#worldSize = worldSize;
  }

  /**
   * Waits until all workers have arrived. What each wrote to shared memory before is then visible to all.
   *
   * @throws GroupEnded; JanusError if a worker has finished its job and so will never arrive.
   */
  wait(): void {
    const control = this.#control;
    const generation = Atomics.load(control, GENERATION);
    if (Atomics.add(control, ARRIVED, 1) === this.#worldSize - 1) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.add(control, GENERATION, 1);
      Atomics.notify(control, GENERATION);
    }
    while (Atomics.load(control, GENERATION) === generation) {
      if (Atomics.load(control, ENDED) !== 0) throw new GroupEnded();
      // A worker that finished had passed all earlier barriers: if this one is still closed now, it stays
      // closed.
      if (Atomics.load(control, FINISHED) !== 0 && Atomics.load(control, GENERATION) === generation) {
        throw finishedEarly();
      }
      Atomics.wait(control, GENERATION, generation, POLL_MS);
    }
    if (Atomics.load(control, ENDED) !== 0) throw new GroupEnded();
  }

  /** Marks that a worker has finished its job: workers that wait for it, now or later, get an error. */
  markFinished(): void {
    Atomics.store(this.#control, FINISHED, 1);
    Atomics.notify(this.#control, GENERATION);
  }

  /** Ends the group: every worker that waits, now or later, gets {@link GroupEnded}. */
  end(): void {
    Atomics.store(this.#control, ENDED, 1);
    Atomics.notify(this.#control, GENERATION);
  }
}

/** The barrier at the beginning of a group's shared memory, where every layout here has it. */
export const barrierOf = (memory: SharedArrayBuffer, worldSize: number): Barrier =>
  new Barrier(new Int32Array(memory, 0, Barrier.WORDS), worldSize);
