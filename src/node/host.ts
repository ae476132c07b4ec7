import { fileURLToPath } from 'node:url';
import { IdleWorkers } from '../engine/parallel/idle-workers.ts';
import { nodeWorker } from '../engine/parallel/ports.ts';
import type { Host } from '../pipeline/host.ts';
import { usableCores } from './backends/cores.ts';
import { usableMemory } from './backends/memory.ts';
import { readStrictly } from './disk/strict-read.ts';
import { startThread } from './threads/thread.ts';

// The same relative path from src/node in a checkout and from dist/node in a package.
const DATA = new URL('../../data-synthetic/', import.meta.url);
const MOST_ASSET_BYTES = 2 ** 26;

const poolWorkers = new IdleWorkers(() =>
  nodeWorker(startThread(new URL('threads/pool-worker', import.meta.url))),
);

/** The path of a file or folder that comes with Janus, in `data-synthetic`. */
export const assetPath = (path: string): string => fileURLToPath(new URL(path, DATA));

/**
 * Node, as the pipeline's host: worker threads, all of its backends, PNG by sharp.
 * @example const clip = await film('mira', { host: nodeHost() });
 */
export const nodeHost = (): Host => ({
  cores: usableCores(),
  memory: usableMemory(),
  // Loaded on demand: TensorFlow.js takes a while to load, and filming does not need it.
  backends: async () => (await import('./backends/node-backends.ts')).nodeBackends(),
  readAsset: async (path) => new Uint8Array(await readStrictly(assetPath(path), MOST_ASSET_BYTES)),
  startPoolWorker: poolWorkers.take,
  startTrainer: () => nodeWorker(startThread(new URL('threads/train-worker', import.meta.url))),
  encodePng: async (picture) => {
    const { encodePicture } = await import('./media/png.ts');
    return encodePicture(picture);
  },
});
