/**
 * A Web Worker that trains: one of a group, or the only one. Its name says where the page has TensorFlow.js's
 * .wasm files.
 */
import { browserBackends } from '../engine/backend/browser-backends.ts';
import type { WasmPaths } from '../engine/backend/wasm-backend.ts';
import { webParent } from '../engine/parallel/ports.ts';
import { trainInWorker } from '../pipeline/workers/train-worker.ts';

const wasmPaths = JSON.parse((globalThis as unknown as { readonly name: string }).name) as WasmPaths;

trainInWorker(webParent(globalThis), () => browserBackends(wasmPaths));
