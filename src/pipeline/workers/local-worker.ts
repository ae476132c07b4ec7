import type { GroupWorker, Port } from '../../engine/parallel/messages.ts';

/**
 * A worker in the coordinator's own thread: for hosts that have no threads, and for tests. What it does
 * blocks its coordinator; apart from that, neither can tell the difference.
 * @param serve what the worker does with its port: `serveFrames`, `trainInWorker`. @returns what
 * ends it, if it holds anything.
 */
export function localWorker(serve: (port: Port) => (() => unknown) | undefined): GroupWorker {
  const [outside, inside] = [new Mailbox(), new Mailbox()];
  const end = serve({
    post: (message) => {
      outside.deliver(message);
    },
    listen: (receive) => {
      inside.open(receive);
    },
  });
  return {
    post: (message) => {
      inside.deliver(message);
    },
    listen: (receive) => {
      outside.open(receive);
    },
    // It never ends by itself.
    onEnd: () => undefined,
    stop: () => {
      inside.close();
      outside.close();
      return end?.();
    },
  };
}

/** Messages in the order in which they came, each delivered after the sender has returned. */
class Mailbox {
  #waiting: unknown[] = [];
  #receive: ((message: unknown) => void) | undefined;
  #closed = false;

  deliver(message: unknown): void {
    if (this.#receive === undefined) this.#waiting.push(message);
    else this.#pass(message, this.#receive);
  }

  open(receive: (message: unknown) => void): void {
    this.#receive = receive;
    for (const message of this.#waiting.splice(0)) this.#pass(message, receive);
  }

  close(): void {
    this.#closed = true;
  }

  #pass(message: unknown, receive: (message: unknown) => void): void {
    void Promise.resolve().then(() => {
      if (!this.#closed) receive(message);
    });
  }
}
