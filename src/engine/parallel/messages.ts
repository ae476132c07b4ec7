import { failureOf, type Failure } from '../../errors.ts';

/**
 * What can move from thread to thread instead of being copied; the core knows neither Node's nor the DOM's
 * type of the name.
 */
export type Transferable = ArrayBuffer;

/** One end of a channel of messages between threads. */
export interface Port {
  readonly post: (message: unknown, transfer?: readonly Transferable[]) => void;
  /** Called once; messages that come before are kept. */
  listen(receive: (message: unknown) => void): void;
}

/** A started worker, as its coordinator sees it. */
export interface GroupWorker extends Port {
  /** Calls back when the worker ends, for whatever reason. */
  onEnd(callback: (error: Error) => void): void;
  stop(): unknown;
  /** Whether it keeps the process alive; left out where no worker does. */
  keepAlive?(active: boolean): void;
  /**
   * In place of {@link stop}, where it may be used again: gives it back, after it has answered all that it was
   * sent.
   */
  release?(): void;
}

/** What a worker posts to its coordinator. */
export type FromWorker =
  /** A request for shared memory; requests of the same id belong together. */
  | { readonly kind: 'share'; readonly id: number; readonly bytes: number }
  /** A message of the job's; one with an id wants an answer. */
  | { readonly kind: 'message'; readonly message: unknown; readonly id?: number }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** What a coordinator posts to its workers. */
export type ToWorker =
  | {
      readonly kind: 'job';
      readonly rank: number;
      readonly worldSize: number;
      readonly job: unknown;
      /** The memory in which the workers of a group exchange scalars. */
      readonly scalars: SharedArrayBuffer | undefined;
    }
  | { readonly kind: 'memory'; readonly id: number; readonly memory: SharedArrayBuffer }
  | { readonly kind: 'delivered'; readonly id: number }
  | { readonly kind: 'undelivered'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'stop' };

/**
 * Handles a message of a job's.
 * @returns the answer that the worker waits for, if any. @throws the handler's error if the worker does not
 * wait.
 */
export async function answerTo(
  { message, id }: Extract<FromWorker, { kind: 'message' }>,
  handle: (message: unknown) => unknown,
): Promise<Extract<ToWorker, { kind: 'delivered' | 'undelivered' }> | undefined> {
  if (id === undefined) {
    await handle(message);
    return undefined;
  }
  try {
    await handle(message);
    return { kind: 'delivered', id };
  } catch (error) {
    return { kind: 'undelivered', id, failure: failureOf(error) };
  }
}
