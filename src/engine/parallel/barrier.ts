/** Thrown in a worker whose team has ended: another worker died, or the run was stopped. */
export class GroupEnded extends Error {
  constructor() {
    super('The team of workers has ended.');
    this.name = 'TeamEnded';
  }
}

// Places in the shared control words.
const ARRIVED = 0;
const TURN = 1;
const ENDED = 2;
const LEFT = 3;

/** How often a waiting worker looks whether the team has ended, should its wake-up call have been missed. */
const LOOK_MS = 500;

/** Where the members of a team wait for each other. It blocks its thread, so it is not for a page's main thread. */
export class Barrier {
  /** Control words that a barrier needs: 32 bits each, all zero at first. */
  static readonly WORDS = 4;

  readonly #control: Int32Array;
  readonly #worldSize: number;

  constructor(control: Int32Array, count: number) {
    this.#control = control;
    this.#worldSize = count;
  }

  /**
   * Waits until all members are here. What each wrote to shared memory before is then seen by all.
   *
   * @throws TeamEnded. Error if a member has left that would have to come.
   */
  wait(): void {
    const control = this.#control;
    const turn = Atomics.load(control, TURN);
    if (Atomics.add(control, ARRIVED, 1) === this.#worldSize - 1) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.add(control, TURN, 1);
      Atomics.notify(control, TURN);
    }
    while (Atomics.load(control, TURN) === turn) {
      if (Atomics.load(control, ENDED) !== 0) throw new GroupEnded();
      // Who left had been here before: if the turn has not changed since, nobody will change it.
      if (Atomics.load(control, LEFT) !== 0 && Atomics.load(control, TURN) === turn) {
        throw new Error('A worker of the team was done before the others.');
      }
      Atomics.wait(control, TURN, turn, LOOK_MS);
    }
    if (Atomics.load(control, ENDED) !== 0) throw new GroupEnded();
  }

  /** Says that a member will not come again: who waits for it, waits in vain. */
  leave(): void {
    Atomics.store(this.#control, LEFT, 1);
    Atomics.notify(this.#control, TURN);
  }

  /** Lets nobody wait any longer. */
  end(): void {
    Atomics.store(this.#control, ENDED, 1);
    Atomics.notify(this.#control, TURN);
  }
}
