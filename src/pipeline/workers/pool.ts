import { newSealKey, openPixels, sealPixels, type SealedPixels } from '../../clips/sealed-pixels.ts';
import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import { revive, type Failure } from '../../errors.ts';
import type { Host } from '../host.ts';
import type { PoolResults, PoolTask } from './pool-tasks.ts';

/** What a worker is sent: first the task, then the numbers of items. */
export type ToPoolWorker =
  | { readonly kind: 'task'; readonly task: PoolTask; readonly key: Uint8Array }
  | { readonly kind: 'item'; readonly index: number };

/** What a worker posts for an item: its result, or why there is none. */
export type FromPoolWorker = { readonly result: unknown } | { readonly failure: Failure };

/** Items that wait at a worker while it does another, so that it goes on while the coordinator is busy with a result. */
const QUEUED = 2;

export interface PoolOptions {
  /** Threads; one for each core if left out. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many items are done, of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A task of one kind, and how pictures of it cross to the workers and back. */
export interface PoolWork<Kind extends PoolTask['kind']> {
  /** The task, made with what seals pictures for the workers. */
  readonly task: (seal: (pixels: ProvenPixels) => SealedPixels) => Extract<PoolTask, { kind: Kind }>;
  /** Items are the numbers 0 to `items` − 1. */
  readonly items: number;
  /** Given each item's result, in any order. @param open proves pictures that a worker has sealed. */
  readonly onResult: (
    index: number,
    result: PoolResults[Kind],
    open: (pixels: SealedPixels) => ProvenPixels,
  ) => void;
}

/**
 * Does a task on several threads; each is handed a few items at a time, so that a slow core takes fewer.
 * @throws what `onResult` throws; what a worker threw; JanusError if one died; the signal's reason when aborted. Every worker
 * has ended by then.
 */
export async function runPool<Kind extends PoolTask['kind']>(
  host: Host,
  { task, items, onResult }: PoolWork<Kind>,
  { workers = host.cores, signal, onProgress }: PoolOptions = {},
): Promise<void> {
  signal?.throwIfAborted();
  if (items === 0) return;
  const key = newSealKey();
  const open = (sealed: SealedPixels) => openPixels(sealed, key);
  const message = { kind: 'task', task: task((pixels) => sealPixels(pixels, key)), key } as const;
  const pool = Array.from({ length: Math.max(1, Math.min(workers, items)) }, () => host.startPoolWorker());
  const over = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      let next = 0;
      let done = 0;
      const abort = () => {
        reject(signal!.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true, signal: over.signal });
      for (const worker of pool) {
        const handed: number[] = [];
        const hand = () => {
          if (next >= items) return;
          worker.post({ kind: 'item', index: next } satisfies ToPoolWorker);
          handed.push(next++);
        };
        worker.onEnd(reject);
        worker.listen((received) => {
          const answer = received as FromPoolWorker;
          try {
            if ('failure' in answer) throw revive(answer.failure);
            onResult(handed.shift()!, answer.result as PoolResults[Kind], open);
            done++;
            onProgress?.(done, items);
            if (done === items) resolve();
            else hand();
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
        worker.post(message satisfies ToPoolWorker);
        for (let i = 0; i <= QUEUED; i++) hand();
      }
    });
  } finally {
    over.abort();
    await Promise.all(pool.map((worker) => worker.stop()));
  }
}
