import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

/** CommonJS's names, which bundled packages expect. */
const COMMON_JS = `import { createRequire as requireFrom } from 'node:module';
import { fileURLToPath as pathOf } from 'node:url';
const require = requireFrom(import.meta.url);
const __filename = pathOf(import.meta.url);
const __dirname = pathOf(new URL('.', import.meta.url));`;

/**
 * Bundles a program into one file, TensorFlow.js included: it starts in half the time that it would take from
 * its sources and packages. To be called at a test file's top: it is removed after the file's tests.
 * @param entry the source.
 * @returns the path of the file.
 */
export async function bundle(entry: URL): Promise<string> {
  // Within the project, for packages that are not bundled to be found; of this process alone, for tests run
  // side by side.
  const folder = fileURLToPath(new URL(`../.cache/tests/${process.pid}`, import.meta.url));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const outfile = join(folder, `${basename(entry.pathname, '.ts')}.mjs`);
  await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['sharp', 'webgpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'],
    banner: { js: COMMON_JS },
    logLevel: 'error',
    outfile,
  });
  // TensorFlow.js looks for them beside itself.
  const wasm = dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm')));
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(wasm)) {
    if (name.endsWith('.wasm')) await copyFile(join(wasm, name), join(folder, name));
  }
  return outfile;
}
