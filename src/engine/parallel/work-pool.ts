import { failureOf, revive, type Failure } from '../../errors.ts';
import type { GroupWorker, Port } from './messages.ts';

/**
 * What a worker of a pool is sent: first the task, then the numbers of items; then to rest, if it is to be
 * used again.
 */
type ToPoolWorker =
  | { readonly kind: 'task'; readonly task: unknown }
  | { readonly kind: 'item'; readonly index: number; readonly input: unknown }
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
  /** What a worker is given with an item, beside its number. */
  readonly input?: ((index: number) => unknown) | undefined;
  /** Given each item's result, in any order. */
  readonly onResult: (index: number, result: unknown) => void;
}

/** Does one item of a task. @param input what came with it. */
export type ItemWork = (index: number, input: unknown) => unknown;

/**
 * Makes a worker ready for a task.
 * @param atEnd is given what lets go of what was made ready, after the last item. @returns what does one item.
 */
export type Prepare = (task: unknown, atEnd: (end: () => unknown) => void) => ItemWork;

/**
 * Does a task on several workers; each is handed a few items at a time, so that a slow core takes fewer.
 * @throws RangeError for no workers; what `onResult`, `onProgress`, `start` or `input` throws; what a worker
 * threw; JanusError if one died; the signal's reason when aborted. Every worker has ended by then, or was given
 * back after a success, and neither `onResult` nor `onProgress` is called after the failure.
 */
export async function runPool(work: PoolWork, { signal, onProgress }: PoolOptions = {}): Promise<void> {
  signal?.throwIfAborted();
  const { start, task, items, input, onResult } = work;
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
      const fail = (error: unknown) => {
        failed = true;
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      abort = () => {
        failed = true;
        reject(signal!.reason as Error);
      };
      /** @returns what hands the worker another item. */
      const begin = (worker: GroupWorker): (() => void) => {
        const handed: number[] = [];
        const hand = () => {
          if (next >= items) return;
          worker.post({ kind: 'item', index: next, input: input?.(next) } satisfies ToPoolWorker);
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
            fail(error);
          }
        });
        worker.post({ kind: 'task', task } satisfies ToPoolWorker);
        return hand;
      };
      signal?.addEventListener('abort', abort);
      try {
        while (pool.length < size) pool.push(start());
        const hands = pool.map(begin);
        // In rounds, so that a few items are spread over all workers.
        for (let i = 0; i <= QUEUED; i++) for (const hand of hands) hand();
      } catch (error) {
        fail(error);
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
 * @returns what lets go of the task, for a worker that is stopped and whose thread goes on.
 */
export function servePool(port: Port, prepare: Prepare): () => Promise<void> {
  const nothing: ItemWork = () => undefined;
  let work = nothing;
  const ends: (() => unknown)[] = [];
  let last = Promise.resolve();
  const rest = async () => {
    work = nothing; // lets go of the task's pictures
    for (const end of ends.splice(0)) await end();
  };
  port.listen((received) => {
    const message = received as ToPoolWorker;
    last = last.then(async () => {
      if (message.kind === 'item') {
        const result = await answer(() => work(message.index, message.input));
        try {
          port.post(result);
        } catch (error) {
          // A result that cannot be copied to another thread.
          port.post({ failure: failureOf(error) } satisfies FromPoolWorker);
        }
        return;
      }
      await rest();
      if (message.kind === 'rest') return;
      try {
        work = prepare(message.task, (end) => ends.push(end));
      } catch (error) {
        // Posted with the first item: only items have answers.
        work = () => {
          throw error;
        };
      }
    });
  });
  return () => (last = last.then(rest));
}

async function answer(work: () => unknown): Promise<FromPoolWorker> {
  try {
    return { result: await work() };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
