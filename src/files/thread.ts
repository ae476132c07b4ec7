import { Worker } from 'node:worker_threads';

/** TensorFlow.js makes many small objects, of which few live long: with more room for the young, it is swept less often. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 };

/**
 * Starts a worker thread.
 *
 * @param file its source, without the ending: `.js` when installed, `.ts` in a checkout
 */
export function startThread(file: URL, workerData: unknown): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL(`${file.href}.js`), { workerData, resourceLimits });
  }
  // Node 20 ignores a loader that is given to a worker as a flag: the worker has to register tsx by itself.
  const tsx = import.meta.resolve('tsx/esm/api');
  return new Worker(`import('${tsx}').then((tsx) => (tsx.register(), import('${file.href}.ts')))`, {
    eval: true,
    workerData,
    resourceLimits,
  });
}
