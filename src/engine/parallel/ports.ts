import { JanusError } from '../../errors.ts';
import type { GroupWorker, Port, Transferable } from './messages.ts';

// Node's worker threads and a browser's Web Workers as ports. Their types are declared here as far as they
// are used, since the core imports neither Node's nor the DOM's.

interface NodePort {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

interface NodeWorker extends NodePort {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<number>;
  ref(): void;
  unref(): void;
}

interface WebPort {
  postMessage(message: unknown, options?: { transfer?: Transferable[] }): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

interface WebWorker extends WebPort {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

/**
 * The error of a worker that ended before its job was done.
 * @param how completes the sentence «A worker ended …».
 */
export const died = (how: string): JanusError =>
  new JanusError(`A worker ended ${how}.`, 'Try again with one thread (workers).');

/** An uncaught error of a Node thread; Node's own out-of-memory error as a {@link JanusError}. */
export const fatal = (error: Error): Error =>
  (error as Error & { readonly code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? died('because it ran out of memory')
    : error;

const nodePort = (port: NodePort): Port => ({
  post: (message, transfer = []) => {
    port.postMessage(message, transfer);
  },
  listen: (receive) => {
    port.on('message', receive);
  },
});

const webPort = (port: WebPort): Port => ({
  post: (message, transfer = []) => {
    port.postMessage(message, { transfer: [...transfer] });
  },
  listen: (receive) => {
    port.addEventListener('message', ({ data }) => {
      receive(data);
    });
  },
});

/** A Node worker thread, as its coordinator sees it. */
export const nodeWorker = (worker: NodeWorker): GroupWorker => ({
  ...nodePort(worker),
  onEnd: (callback) => {
    worker.on('error', (error) => {
      callback(fatal(error));
    });
    worker.on('exit', (code) => {
      callback(died(`with code ${code} before its job was done`));
    });
  },
  stop: () => worker.terminate(),
  keepAlive: (active) => {
    if (active) worker.ref();
    else worker.unref();
  },
});

/** A browser's Web Worker, as its coordinator sees it. */
export const webWorker = (worker: WebWorker): GroupWorker => ({
  ...webPort(worker),
  onEnd: (callback) => {
    worker.addEventListener('error', ({ message = 'a script that could not be loaded' }) => {
      callback(died(`with «${message}»`));
    });
  },
  stop: () => {
    worker.terminate();
  },
});

/** The coordinator's port as seen inside a worker: of Node's `parentPort`, or of a Web Worker's `self`. */
export const nodeParent = nodePort;
export const webParent = webPort;
