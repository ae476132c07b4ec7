import { JanusError, revive } from '../../errors.ts';
import { barrierOf, finishedEarly, type Barrier } from './barrier.ts';
import { answerTo, type FromWorker, type GroupWorker, type ToWorker } from './messages.ts';
import { scalarExchangeSize } from './scalar-exchange.ts';

export interface GroupOptions<Job> {
  /** How many workers; where they cannot share memory there is one: see {@link usableWorkers}. */
  readonly worldSize: number;
  /** Starts the worker of the given rank. */
  readonly start: (rank: number) => GroupWorker;
  /** What all workers are given. */
  readonly job: Job;
  /**
   * Handles what a worker sends. A worker that delivers a message waits for the returned promise, and gets
   * its error; the error of any other message ends the group. A worker whose result has come is no longer
   * heard.
   */
  readonly onMessage?: (rank: number, message: unknown) => unknown;
  /** Ends the group at once. */
  readonly signal?: AbortSignal | undefined;
  /** Asks the workers to end early by themselves: see `GroupMember.stopRequested`. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * How many workers can share memory here: as many as are wanted, or one (in a page that is not cross-origin
 * isolated).
 */
export const usableWorkers = (wanted: number): number =>
  typeof SharedArrayBuffer === 'undefined' || !(wanted >= 1) ? 1 : Math.floor(wanted);

/**
 * Runs a job on a group of workers, each of which calls `joinGroup`, until all have a result. If one of them
 * fails or dies, all are stopped.
 *
 * @returns the results, by rank.
 * @throws what a worker threw; JanusError if one died; the signal's reason when aborted. All workers have
 * ended by then.
 */
export async function runGroup<Job, Result>(options: GroupOptions<Job>): Promise<Result[]> {
  const { start, job, signal, stop } = options;
  signal?.throwIfAborted();
  const group = new Coordinator<Result>(usableWorkers(options.worldSize), options.onMessage);
  const abort = (): void => {
    group.fail(signal?.reason);
  };
  const requestStop = (): void => {
    group.requestStop();
  };
  signal?.addEventListener('abort', abort);
  stop?.addEventListener('abort', requestStop, { once: true });
  try {
    group.start(start, job);
    if (stop?.aborted === true) requestStop();
    return await group.results;
  } finally {
    signal?.removeEventListener('abort', abort);
    stop?.removeEventListener('abort', requestStop);
    await group.end();
  }
}

/** A request of all workers for the same shared memory. */
interface MemoryRequest {
  /** Bytes that each worker asked for, by rank. */
  readonly asked: Map<number, number>;
  memory?: SharedArrayBuffer;
}

/** The coordinator of one group: it starts the workers, answers them, and collects their results. */
class Coordinator<Result> {
  /** All workers' results, by rank; rejected with the first failure. */
  readonly results: Promise<Result[]>;
  readonly #worldSize: number;
  readonly #onMessage: GroupOptions<unknown>['onMessage'];
  readonly #workers: GroupWorker[] = [];
  /** Results that have come, by rank. */
  readonly #finished = new Map<number, Result>();
  /** Messages whose handlers are not done. */
  readonly #handling = new Set<Promise<void>>();
  /** By the number of the request. */
  readonly #memoryRequests: MemoryRequest[] = [];
  readonly #scalars: SharedArrayBuffer | undefined;
  #resolve!: (results: Result[]) => void;
  #reject!: (error: Error) => void;

  constructor(worldSize: number, onMessage: GroupOptions<unknown>['onMessage']) {
    this.#worldSize = worldSize;
    this.#onMessage = onMessage;
    if (worldSize > 1) this.#scalars = new SharedArrayBuffer(scalarExchangeSize(worldSize));
    this.results = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.results.catch(() => undefined); // it may fail before anybody awaits it
  }

  start(start: (rank: number) => GroupWorker, job: unknown): void {
    for (let rank = 0; rank < this.#worldSize; rank++) this.#workers.push(start(rank));
    this.#workers.forEach((worker, rank) => {
      worker.onEnd((error) => {
        if (!this.#finished.has(rank)) this.fail(error);
      });
      worker.listen((message) => {
        if (this.#finished.has(rank)) return;
        try {
          this.#receive(rank, message as FromWorker);
        } catch (error) {
          this.fail(error);
        }
      });
      this.#post(rank, { kind: 'job', rank, worldSize: this.#worldSize, job, scalars: this.#scalars });
    });
  }

  fail(error: unknown): void {
    this.#reject(error instanceof Error ? error : new Error(String(error)));
  }

  requestStop(): void {
    this.#workers.forEach((_, rank) => {
      this.#post(rank, { kind: 'stop' });
    });
  }

  /** Ends all workers: those that wait for each other too. No message is being handled any more then. */
  async end(): Promise<void> {
    for (const barrier of this.#barriers()) barrier.end();
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    await Promise.all(this.#handling);
  }

  #post(rank: number, message: ToWorker): void {
    this.#workers[rank].post(message);
  }

  #barriers(): Barrier[] {
    return [this.#scalars, ...this.#memoryRequests.map(({ memory }) => memory)].flatMap((memory) =>
      memory === undefined ? [] : [barrierOf(memory, this.#worldSize)],
    );
  }

  #receive(rank: number, message: FromWorker): void {
    switch (message.kind) {
      case 'message': {
        const handled = this.#handle(rank, message);
        this.#handling.add(handled);
        void handled.finally(() => this.#handling.delete(handled));
        break;
      }
      case 'share':
        this.#share(rank, message);
        break;
      case 'failure':
        this.fail(revive(message.failure));
        break;
      case 'result':
        this.#finished.set(rank, message.result as Result);
        for (const barrier of this.#barriers()) barrier.markFinished();
        this.#failUnanswerableRequests();
        if (this.#finished.size < this.#worldSize) return;
        this.#resolve(this.#workers.map((_, each) => this.#finished.get(each)!));
    }
  }

  async #handle(rank: number, message: Extract<FromWorker, { kind: 'message' }>): Promise<void> {
    try {
      const answer = await answerTo(message, (content) => this.#onMessage?.(rank, content));
      if (answer !== undefined) this.#post(rank, answer);
    } catch (error) {
      this.fail(error);
    }
  }

  #share(rank: number, { id, bytes }: Extract<FromWorker, { kind: 'share' }>): void {
    const request = (this.#memoryRequests[id] ??= { asked: new Map() });
    request.asked.set(rank, bytes);
    this.#failUnanswerableRequests();
    if (request.asked.size < this.#worldSize) return;
    const sizes = [...request.asked.values()];
    if (sizes.some((size) => size !== sizes[0])) {
      throw new JanusError(
        `The workers share models of different sizes: ${sizes.join(', ')} bytes.`,
        'All workers of a group must share the same variables in the same order.',
      );
    }
    request.memory = new SharedArrayBuffer(bytes);
    for (const each of request.asked.keys()) this.#post(each, { kind: 'memory', id, memory: request.memory });
  }

  /** A worker that has finished sends no more requests: the others would wait for it for ever. */
  #failUnanswerableRequests(): void {
    const unanswerable = this.#memoryRequests.some(
      ({ asked, memory }) =>
        memory === undefined && [...this.#finished.keys()].some((rank) => !asked.has(rank)),
    );
    if (unanswerable) this.fail(finishedEarly());
  }
}
