import { pixelsOf } from '../../src/clips/proven-pixels.ts';
import { wasmBackend } from '../../src/engine/backend/wasm-backend.ts';
import { openDrawn } from '../../src/pipeline/frame-source.ts';
import type { Host } from '../../src/pipeline/host.ts';
import { loadLandmarkFinder } from '../../src/pipeline/networks/landmark-finder.ts';
import { serveFrames } from '../../src/pipeline/workers/pool.ts';
import type { PoolEnvironment } from '../../src/pipeline/workers/pool-work.ts';
import { localWorker } from '../../src/pipeline/workers/local-worker.ts';
import { trainInWorker } from '../../src/pipeline/workers/train-worker.ts';
// It says where the .wasm files are, too.
import { useWasm } from '../engine/backends.ts';

const DATA = new URL(/* @vite-ignore */ '../../data-synthetic/', import.meta.url);

/** A file that comes with Janus: from the disk in Node, from Vite's server in a page. */
async function readAsset(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(path, DATA);
  if (url.protocol === 'file:') {
    const { readFile } = await import('node:fs/promises');
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href} is not served.`);
  return new Uint8Array(await response.arrayBuffer());
}

const backends = () => Promise.resolve([wasmBackend()]);

/**
 * A host without folders and threads: the workers run in the caller's own, on WebAssembly, in Node and in a
 * page alike. A PNG of its is the bare bytes of the picture.
 * @param openSource how its workers open a clip; its frames are drawn if it is left out.
 */
export const localHost = (openSource: PoolEnvironment['openSource'] = openDrawn): Host => ({
  cores: 1,
  memory: Infinity,
  backends,
  readAsset,
  startPoolWorker: () =>
    localWorker((port) =>
      serveFrames(port, {
        openSource,
        loadLandmarkFinder: () => loadLandmarkFinder({ backends, readAsset }),
      }),
    ),
  startTrainer: () =>
    localWorker((port) => {
      trainInWorker(port, () => [wasmBackend()]);
    }),
  encodePng: (picture) => Promise.resolve(pixelsOf(picture).slice()),
});

export { useWasm };
