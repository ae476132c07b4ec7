/** Settled at the end of the last turn; it never fails. */
let last: Promise<void> = Promise.resolve();

/**
 * Runs work that computes on this thread's backend, after all such work that was asked for before.
 * TensorFlow.js has one backend in use for the whole thread, and a step may choose another: two at once would
 * compute on each other's.
 * @param signal ends the waiting; the work itself must heed it.
 * @throws what the work throws; the signal's reason when aborted before the turn came.
 */
export async function inTurn<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  signal?.throwIfAborted();
  const before = last;
  let end!: () => void;
  last = new Promise((resolve) => {
    end = () => void before.then(resolve);
  });
  try {
    await unlessAborted(before, signal);
    return await work();
  } finally {
    end();
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
