import { died, fatal } from '../../engine/parallel/ports.ts';
import { revive, type Failure } from '../../errors.ts';
import { usableCores } from '../backends/cores.ts';
import { startThread } from './thread.ts';

/** How many workers keep every core busy that this process may use. */
export const allCores = (): number => usableCores();

/** Items that wait at a worker while it does another: it goes on while the main thread is busy with what it answered. */
const WAITING = 2;

/** Work for several threads: each worker is handed a few items at a time, so that a slow core takes fewer. */
export interface Work<Data, Result> {
  /** The worker's file beside this one, without its ending. It calls `serve`. */
  readonly worker: string;
  /** What every worker is given when it starts. */
  readonly data: Data;
  /** Items are the numbers 0 to `items` − 1. */
  readonly items: number;
  readonly workers: number;
  readonly onResult: (index: number, result: Result) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What a worker posts for an item: its result, or why there is none. */
export type Answer<Result> = { readonly result: Result } | { readonly error: Failure };

/**
 * Does the work on several threads.
 * @throws what `onResult` throws; what a worker threw; JanusError if one died; the signal's reason when aborted. Every worker
 * has ended by then.
 */
export async function runWorkers<Data, Result>(work: Work<Data, Result>): Promise<void> {
  const { data, items, onResult, signal } = work;
  signal?.throwIfAborted();
  if (items === 0) return;
  const count = Math.max(1, Math.min(work.workers, items));
  const threads = Array.from({ length: count }, () =>
    startThread(new URL(work.worker, import.meta.url), data),
  );
  const over = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      let next = 0;
      let done = 0;
      signal?.addEventListener(
        'abort',
        () => {
          reject(signal.reason as Error);
        },
        { once: true, signal: over.signal },
      );
      for (const thread of threads) {
        const handed: number[] = [];
        const hand = () => {
          if (next >= items) return;
          thread.postMessage(next);
          handed.push(next++);
        };
        thread.on('message', (answer: Answer<Result>) => {
          try {
            if ('error' in answer) throw revive(answer.error);
            onResult(handed.shift()!, answer.result);
            if (++done === items) resolve();
            else hand();
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
        thread.on('error', (error: Error) => {
          reject(fatal(error));
        });
        thread.on('exit', (code) => {
          reject(died(`with code ${code} before its work was done`));
        });
        for (let i = 0; i <= WAITING; i++) hand();
      }
    });
  } finally {
    over.abort();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
