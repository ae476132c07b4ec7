import { JanusError } from '../../errors.ts';
import type { Port, GroupWorker } from './worker-group.ts';

// Node's worker threads and a browser's Web Workers, as ports. Their types are spelled out as far as they are used,
// since the core knows neither Node nor the DOM.

interface NodePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

interface NodeWorker extends NodePort {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<number>;
}

interface WebPort {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

interface WebWorker extends WebPort {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

/** The error of a worker that ended in this way. */
export const died = (how: string): JanusError =>
  new JanusError(`A worker ended ${how}.`, 'Try again with --workers 1.');

/** What a thread of Node's threw that nobody caught, in the words of a person where it was none of its own. */
export const fatal = (error: Error): Error =>
  (error as Error & { readonly code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? died('for want of memory')
    : error;

const nodePort = (port: NodePort): Port => ({
  post: (message) => {
    port.postMessage(message);
  },
  listen: (receive) => {
    port.on('message', receive);
  },
});

const webPort = (port: WebPort): Port => ({
  post: (message) => {
    port.postMessage(message);
  },
  listen: (receive) => {
    port.addEventListener('message', ({ data }) => {
      receive(data);
    });
  },
});

/** A worker thread of Node's. */
export const nodeWorker = (worker: NodeWorker): GroupWorker => ({
  ...nodePort(worker),
  onEnd: (callback) => {
    worker.on('error', (error) => {
      callback(fatal(error));
    });
    worker.on('exit', (code) => {
      callback(died(`with code ${code} before its work was done`));
    });
  },
  stop: () => worker.terminate(),
});

/** A browser's Web Worker. */
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

/** The other end, inside a worker: Node's `parentPort`, or a Web Worker's `self`. */
export const nodeParent = nodePort;
export const webParent = webPort;
