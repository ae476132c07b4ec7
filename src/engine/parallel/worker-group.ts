import { revive, type Failure } from '../../errors.ts';
import { barrierOf } from './shared-slots.ts';

/** One end of a channel of messages between threads. */
export interface Port {
  post(message: unknown): void;
  /** Called once; messages that come before are kept. */
  listen(receive: (message: unknown) => void): void;
}

/** A started worker, as its coordinator sees it. */
export interface GroupWorker extends Port {
  /** Calls back when the worker ends, whatever the reason. */
  onEnd(callback: (error: Error) => void): void;
  stop(): unknown;
}

/** What a worker posts. */
export type FromWorker =
  | { readonly kind: 'share'; readonly bytes: number }
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** What a worker is sent. */
export type ToWorker =
  | { readonly kind: 'job'; readonly rank: number; readonly worldSize: number; readonly job: unknown }
  | { readonly kind: 'memory'; readonly memory: SharedArrayBuffer }
  | { readonly kind: 'finish' };

export interface WorkerGroup<Job> {
  readonly worldSize: number;
  /** Starts the worker that has the given rank. */
  readonly start: (rank: number) => GroupWorker;
  /** What all workers are given. */
  readonly job: Job;
  readonly onMessage?: (rank: number, message: unknown) => void;
  /** Ends the team at once. */
  readonly signal?: AbortSignal | undefined;
  /** Asks the workers to come to an end by themselves: see `Member.finishAsked`. */
  readonly stop?: AbortSignal | undefined;
}

/** How many workers can share memory here: as many as are wanted, or one (in a page that is not cross-origin isolated). */
export const usableWorkers = (wanted: number): number =>
  typeof SharedArrayBuffer === 'undefined' ? 1 : Math.max(1, Math.floor(wanted));

/**
 * Runs a job on a team of workers, each of which runs `joinTeam`, until all have a result. If one of them fails or
 * dies, all are stopped.
 *
 * @returns the results, by rank
 * @throws what a worker threw; JanusError if one died; the signal's reason when aborted. All workers have ended by then.
 */
export async function runGroup<Job, Result>({
  worldSize,
  start,
  job,
  onMessage,
  signal,
  stop,
}: WorkerGroup<Job>): Promise<Result[]> {
  signal?.throwIfAborted();
  const workers: GroupWorker[] = [];
  const requestStop = (): void => {
    for (const worker of workers) worker.post({ kind: 'finish' } satisfies ToWorker);
  };
  let abort = (): void => undefined;
  let memory: SharedArrayBuffer | undefined;
  try {
    for (let rank = 0; rank < worldSize; rank++) workers.push(start(rank));
    return await new Promise<Result[]>((resolve, reject) => {
      const results: Result[] = [];
      const asked: number[] = [];
      let left = worldSize;
      const end = (error: unknown): void => {
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      abort = () => {
        end(signal?.reason);
      };
      signal?.addEventListener('abort', abort);
      const take = (rank: number, message: FromWorker): void => {
        if (message.kind === 'message') {
          onMessage?.(rank, message.message);
        } else if (message.kind === 'result') {
          results[rank] = message.result as Result;
          if (memory !== undefined) barrierOf(memory, worldSize).leave();
          if (--left === 0) resolve(results);
        } else if (message.kind === 'failure') {
          end(revive(message.failure));
        } else {
          asked.push(message.bytes);
          if (asked.length < worldSize) return;
          if (asked.some((bytes) => bytes !== asked[0])) {
            throw new Error(
              `The workers train models of different sizes: ${asked.join(', ')} bytes to share.`,
            );
          }
          memory = new SharedArrayBuffer(message.bytes);
          for (const worker of workers) worker.post({ kind: 'memory', memory } satisfies ToWorker);
        }
      };
      workers.forEach((worker, rank) => {
        worker.onEnd(end);
        worker.listen((message) => {
          try {
            take(rank, message as FromWorker);
          } catch (error) {
            end(error);
          }
        });
        worker.post({ kind: 'job', rank, worldSize, job } satisfies ToWorker);
      });
      if (stop?.aborted === true) requestStop();
      stop?.addEventListener('abort', requestStop, { once: true });
    });
  } finally {
    signal?.removeEventListener('abort', abort);
    stop?.removeEventListener('abort', requestStop);
    if (memory !== undefined) barrierOf(memory, worldSize).end();
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}
