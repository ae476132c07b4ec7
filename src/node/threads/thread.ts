import { Worker } from 'node:worker_threads';

/**
 * TensorFlow.js makes many small objects, of which few live long: a larger young generation is collected less
 * often.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 64 };

/**
 * Starts a worker thread.
 *
 * @param file its source, without the ending: `.js` when installed, `.ts` in a checkout
 */
export function startThread(file: URL, workerData?: unknown): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL(`${file.href}.js`), { workerData, resourceLimits });
  }
  // Node 20 ignores a loader that is given to a worker as a flag: the worker has to register tsx by itself.
  // (An apostrophe in a folder's name stays one in a URL: it must not end the text.)
  const [tsx, source] = [import.meta.resolve('tsx/esm/api'), `${file.href}.ts`].map((url) =>
    JSON.stringify(url),
  );
  return new Worker(`import(${tsx}).then((tsx) => (tsx.register(), import(${source})))`, {
    eval: true,
    workerData,
    resourceLimits,
  });
}
