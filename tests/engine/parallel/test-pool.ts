import { expect } from 'vitest';
import type { GroupWorker } from '../../../src/engine/parallel/messages.ts';
import { servePool, type PoolWork } from '../../../src/engine/parallel/work-pool.ts';
import { localWorker } from '../../../src/pipeline/workers/local-worker.ts';

type Prepare = (
  task: unknown,
  worker: number,
  atEnd: (end: () => unknown) => void,
) => (index: number, input: unknown) => unknown;

export const square = (index: number) => index ** 2;

/** A pool in this thread, and what becomes of its workers. */
export class TestPool {
  started = 0;
  stopped = 0;
  /** What each worker calls when it ends. */
  readonly ends: ((error: Error) => void)[] = [];
  readonly #prepare: Prepare;

  /** @param prepare a worker's part, which is given the worker's number. */
  constructor(prepare: Prepare = () => square) {
    this.#prepare = prepare;
  }

  readonly start = (): GroupWorker => {
    const number = this.started++;
    const worker = localWorker((port) =>
      servePool(port, (task, atEnd) => this.#prepare(task, number, atEnd)),
    );
    return {
      ...worker,
      onEnd: (callback) => {
        this.ends[number] = callback;
      },
      stop: async () => {
        await nextTurn();
        await worker.stop();
        this.stopped++;
      },
    };
  };

  work(change: Partial<PoolWork> = {}): PoolWork {
    return { start: this.start, workers: 2, task: 'a task', items: 12, onResult: () => undefined, ...change };
  }
}

/** Waits until all messages that have been posted are delivered. */
export const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const nothing = Symbol('fulfilled');
  const reason = await promise.then(
    () => nothing,
    (error: unknown) => error,
  );
  expect(reason, 'it was fulfilled').not.toBe(nothing);
  return reason;
}
