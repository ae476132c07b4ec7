import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

/**
 * Bundles a worker's sources into one file, so that its threads start faster than they would
 * from the sources.
 * @param entry the source.
 * @returns what starts a thread of it.
 */
export async function bundledWorker(entry: URL): Promise<() => Worker> {
  // Within the project, for its packages to be found; of this process alone, for tests run side by side.
  const name = `${basename(entry.pathname, '.ts')}-${process.pid}.mjs`;
  const outfile = fileURLToPath(new URL(`../.cache/tests/${name}`, import.meta.url));
  await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
  });
  return () => new Worker(outfile, { workerData: {} });
}
