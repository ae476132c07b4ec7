/** Thrown in a worker whose team has ended: another worker died, or the run was stopped. */
export class TeamEnded extends Error {
  constructor() {
    super('The team of workers has ended.');
    this.name = 'TeamEnded';
  }
}

// Places in the shared control words.
const ARRIVED = 0;
const TURN = 1;
const ENDED = 2;

/** How often a waiting worker looks whether the team has ended, should its wake-up call have been missed. */
const LOOK_MS = 500;

/** Where the members of a team wait for each other. It blocks its thread, so it is not for a page's main thread. */
export class Barrier {
  /** Control words that a barrier needs: 32 bits each, all zero at first. */
  static readonly WORDS = 3;

  readonly #control: Int32Array;
  readonly #count: number;

  constructor(control: Int32Array, count: number) {
    this.#control = control;
    this.#count = count;
  }

  /**
   * Waits until all members are here. What each wrote to shared memory before is then seen by all.
   *
   * @throws TeamEnded
   */
  wait(): void {
    const control = this.#control;
    const turn = Atomics.load(control, TURN);
    if (Atomics.add(control, ARRIVED, 1) === this.#count - 1) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.add(control, TURN, 1);
      Atomics.notify(control, TURN);
    }
    while (Atomics.load(control, TURN) === turn) {
      if (Atomics.load(control, ENDED) !== 0) throw new TeamEnded();
      Atomics.wait(control, TURN, turn, LOOK_MS);
    }
    if (Atomics.load(control, ENDED) !== 0) throw new TeamEnded();
  }

  /** Lets nobody wait any longer. */
  end(): void {
    Atomics.store(this.#control, ENDED, 1);
    Atomics.notify(this.#control, TURN);
  }
}
