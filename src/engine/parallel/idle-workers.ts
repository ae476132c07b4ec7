import type { GroupWorker } from './messages.ts';

/** Seconds that an idle worker is kept. */
const PATIENCE = 2;

/** A started worker, and who listens to it: nobody while it is idle. */
interface Slot {
  readonly worker: GroupWorker;
  receive?: ((message: unknown) => void) | undefined;
  onEnd?: ((error: Error) => void) | undefined;
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * Keeps workers for the next pool. A thread takes about a second to load its modules and to compile the
 * renderer; the steps of a face swap use one pool after the other.
 */
export class IdleWorkers {
  readonly #start: () => GroupWorker;
  readonly #patience: number;
  #idle: Slot[] = [];

  /** @param start starts a worker. @param patience seconds that an idle worker is kept. */
  constructor(start: () => GroupWorker, patience = PATIENCE) {
    this.#start = start;
    this.#patience = patience;
  }

  /** A worker that is idle, or else a new one. Its `release` gives it back. */
  readonly take = (): GroupWorker => {
    const slot = this.#idle.pop() ?? this.#begin();
    clearTimeout(slot.timer);
    const { worker } = slot;
    worker.keepAlive?.(true);
    return {
      post: worker.post,
      listen: (receive) => {
        slot.receive = receive;
      },
      onEnd: (callback) => {
        slot.onEnd = callback;
      },
      stop: () => worker.stop(),
      release: () => {
        this.#rest(slot);
      },
    };
  };

  #begin(): Slot {
    const slot: Slot = { worker: this.#start() };
    slot.worker.listen((message) => slot.receive?.(message));
    slot.worker.onEnd((error) => {
      this.#forget(slot);
      slot.onEnd?.(error);
    });
    return slot;
  }

  #rest(slot: Slot): void {
    slot.receive = undefined;
    slot.onEnd = undefined;
    slot.worker.keepAlive?.(false);
    this.#idle.push(slot);
    slot.timer = setTimeout(() => {
      this.#forget(slot);
      slot.worker.stop();
    }, 1000 * this.#patience);
    // In Node a timer keeps the process alive, unless it is told not to.
    (slot.timer as { unref?: () => void }).unref?.();
  }

  #forget(slot: Slot): void {
    this.#idle = this.#idle.filter((other) => other !== slot);
  }
}
