import { failureOf, revive, type Failure } from '../../errors.ts';
import type { GroupWorker, Port } from './messages.ts';

/**
 * What a worker of a pool is sent: first the task, then the numbers of items; then to rest, if it is to be
 * used again.
 */
type ToPoolWorker =
  | { readonly kind: 'task'; readonly task: unknown }
  | { readonly kind: 'item'; readonly index: number }
  | { readonly kind: 'rest' };

/** What a worker posts for an item: its result, or the failure. */
type FromPoolWorker = { readonly result: unknown } | { readonly failure: Failure };

/**
 * Items queued at a worker while it does another, so that it need not wait while the coordinator handles a
 * result.
 */
const QUEUED = 2;

export interface PoolOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with how many items are done, of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface PoolWork {
  /** Starts a worker, which runs {@link servePool}. */
  readonly start: () => GroupWorker;
  /** How many workers, at most. */
  readonly workers: number;
  /** What every worker is given when it starts. */
  readonly task: unknown;
  /** Items are the numbers 0 to `items` − 1. */
  readonly items: number;
  /** Given each item's result, in any order. */
  readonly onResult: (index: number, result: unknown) => void;
}

/**
 * Does a task on several workers; each is handed a few items at a time, so that a slow core takes fewer.
 * @throws RangeError for no workers; what `onResult`, `onProgress` or `start` throws; what a worker threw; JanusError if one died; the
 * signal's reason when aborted. Every worker has ended by then, or was given back after a success, and neither `onResult` nor `onProgress` is
 * called after the failure.
 */
export async function runPool(work: PoolWork, { signal, onProgress }: PoolOptions = {}): Promise<void> {
  signal?.throwIfAborted();
  const { start, task, items, onResult } = work;
  if (!(work.workers >= 1)) throw new RangeError(`A pool of ${work.workers} workers: expected 1 or more.`);
  if (items === 0) return;
  const size = Math.min(work.workers, items);
  const pool: GroupWorker[] = [];
  let abort = (): void => undefined;
  let succeeded = false;
  try {
    await new Promise<void>((resolve, reject) => {
      let next = 0;
      let done = 0;
      let failed = false;
      const fail = (error: Error) => {
        failed = true;
        reject(error);
      };
      abort = () => {
        fail(signal!.reason as Error);
      };
      signal?.addEventListener('abort', abort);
      while (pool.length < size) pool.push(start());
      for (const worker of pool) {
        const handed: number[] = [];
        const hand = () => {
          if (next >= items) return;
          worker.post({ kind: 'item', index: next } satisfies ToPoolWorker);
          handed.push(next++);
        };
        worker.onEnd(fail);
        worker.listen((received) => {
          // A worker may still answer while it is being stopped.
          if (failed) return;
          const answer = received as FromPoolWorker;
          try {
            if ('failure' in answer) throw revive(answer.failure);
            onResult(handed.shift()!, answer.result);
            done++;
            onProgress?.(done, items);
            if (done === items) resolve();
            else hand();
          } catch (error) {
            fail(error instanceof Error ? error : new Error(String(error)));
          }
        });
        worker.post({ kind: 'task', task } satisfies ToPoolWorker);
        for (let i = 0; i <= QUEUED; i++) hand();
      }
    });
    succeeded = true;
  } finally {
    signal?.removeEventListener('abort', abort);
    await Promise.all(
      pool.map((worker) => {
        if (!succeeded || !worker.release) return worker.stop();
        worker.post({ kind: 'rest' } satisfies ToPoolWorker);
        worker.release();
        return undefined;
      }),
    );
  }
}

/**
 * A worker's part in {@link runPool}: it does the items that it is sent one after another, and answers each
 * of them in turn.
 * @param prepare makes ready for a task. @returns what does one item of it.
 */
export function servePool(port: Port, prepare: (task: unknown) => (index: number) => unknown): void {
  const nothing = (): undefined => undefined;
  let work: (index: number) => unknown = nothing;
  let last = Promise.resolve();
  port.listen((received) => {
    const message = received as ToPoolWorker;
    last = last.then(async () => {
      if (message.kind === 'item') {
        port.post(await answer(() => work(message.index)));
        return;
      }
      if (message.kind === 'rest') {
        work = nothing; // lets go of the task's pictures
        return;
      }
      try {
        work = prepare(message.task);
      } catch (error) {
        // Posted with the first item: only items have answers.
        work = () => {
          throw error;
        };
      }
    });
  });
}

async function answer(work: () => unknown): Promise<FromPoolWorker> {
  try {
    return { result: await work() };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
