import { newSealKey, openPixels, sealPixels, type SealedPixels } from '../../clips/sealed-pixels.ts';
import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import { runPool, servePool } from '../../engine/parallel/work-pool.ts';
import type { Port } from '../../engine/parallel/messages.ts';
import type { Host } from '../host.ts';
import type { PoolResults, PoolTask } from './pool-tasks.ts';
import { workOn, type PoolEnvironment } from './pool-work.ts';

export interface PoolOptions {
  /** Threads; one for each core if left out. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with how many items are done, of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A task of one kind, and how its pictures cross to the workers and back. */
export interface FrameWork<Kind extends PoolTask['kind']> {
  /** The task, made with what seals pictures for the workers. */
  readonly task: (seal: (pixels: ProvenPixels) => SealedPixels) => Extract<PoolTask, { kind: Kind }>;
  /** Items are the numbers 0 to `items` − 1. */
  readonly items: number;
  /** What a worker is given with an item. */
  readonly input?: (index: number, seal: (pixels: ProvenPixels) => SealedPixels) => unknown;
  /** Given each item's result, in any order. @param open proves pictures that a worker has sealed. */
  readonly onResult: (
    index: number,
    result: PoolResults[Kind],
    open: (pixels: SealedPixels) => ProvenPixels,
  ) => void;
}

interface SealedTask {
  readonly task: PoolTask;
  /** By which pictures are sealed, to the workers and back. */
  readonly key: Uint8Array;
}

/**
 * Does work on frames on the host's threads.
 * @throws what `onResult` throws; what a worker threw; JanusError if one died; the signal's reason when
 * aborted. Every worker has ended by then.
 */
export async function runFrames<Kind extends PoolTask['kind']>(
  host: Host,
  { task, items, input, onResult }: FrameWork<Kind>,
  { workers = host.cores, signal, onProgress }: PoolOptions = {},
): Promise<void> {
  const key = newSealKey();
  const seal = (pixels: ProvenPixels) => sealPixels(pixels, key);
  const open = (sealed: SealedPixels) => openPixels(sealed, key);
  await runPool(
    {
      start: () => host.startPoolWorker(),
      workers,
      task: { task: task(seal), key } satisfies SealedTask,
      items,
      input: input && ((index) => input(index, seal)),
      onResult: (index, result) => {
        onResult(index, result as PoolResults[Kind], open);
      },
    },
    { signal, onProgress },
  );
}

/** A worker's part in {@link runFrames}. @returns what {@link servePool} returns. */
export const serveFrames = (port: Port, host: PoolEnvironment): (() => Promise<void>) =>
  servePool(port, (received, atEnd) => {
    const { task, key } = received as SealedTask;
    return workOn(task, key, host, atEnd);
  });
