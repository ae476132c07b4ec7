/**
 * A queue of work that computes on this thread's backend: TensorFlow.js has one in use for the whole thread,
 * and work may choose another, so two at once would compute on each other's.
 */
export class Turns {
  /** Settled at the end of the last turn; it never fails. */
  #last: Promise<void> = Promise.resolve();

  /**
   * Runs work after all that was asked for before, however that ended.
   * @param signal ends the waiting; the work itself must heed it.
   * @throws what the work throws; the signal's reason when aborted before the turn came.
   */
  async take<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    const before = this.#last;
    let end!: () => void;
    this.#last = new Promise((resolve) => {
      end = () => void before.then(resolve);
    });
    try {
      await unlessAborted(before, signal);
      return await work();
    } finally {
      end();
    }
  }
}

async function unlessAborted(promise: Promise<void>, signal?: AbortSignal): Promise<void> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(signal?.reason as Error);
    };
  });
  signal?.addEventListener('abort', abort);
  await Promise.race([promise, aborted]).finally(() => signal?.removeEventListener('abort', abort));
}
