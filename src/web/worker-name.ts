import type { WasmPaths } from '../engine/backend/wasm-backend.ts';

/**
 * What a worker of a page must know before its first message. As JSON, it is the worker's name: there is no
 * other way to pass it.
 */
export interface WorkerName {
  /** Where the page has TensorFlow.js's .wasm files. */
  readonly wasmPaths: WasmPaths;
  /** The address of the page's `data-synthetic`. */
  readonly assets: string;
}

/** What the page has told the worker that calls this. */
export const workerName = (): WorkerName =>
  JSON.parse((globalThis as unknown as { readonly name: string }).name) as WorkerName;
