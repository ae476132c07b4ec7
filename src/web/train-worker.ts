/** A Web Worker that trains: one of a group, or the only one. */
import { browserBackends } from '../engine/backend/browser-backends.ts';
import { webParent } from '../engine/parallel/ports.ts';
import { trainInWorker } from '../pipeline/workers/train-worker.ts';
import { workerName } from './worker-name.ts';

const { wasmPaths } = workerName();

trainInWorker(webParent(globalThis), () => browserBackends(wasmPaths));
