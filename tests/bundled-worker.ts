import { Worker } from 'node:worker_threads';
import { bundle } from './bundle.ts';

/**
 * A worker whose threads start fast: see {@link bundle}.
 * @param entry the source.
 * @returns what starts a thread of it.
 */
export async function bundledWorker(entry: URL): Promise<() => Worker> {
  const file = await bundle(entry);
  return () => new Worker(file, { workerData: {} });
}
