import { pixelsOfOne } from '../clips/proven-pixels.ts';
import { withXmpChunk } from '../clips/png-xmp.ts';
import { browserBackends } from '../engine/backend/browser-backends.ts';
import type { WasmPaths } from '../engine/backend/wasm-backend.ts';
import { IdleWorkers } from '../engine/parallel/idle-workers.ts';
import { webWorker } from '../engine/parallel/ports.ts';
import type { Host } from '../pipeline/host.ts';
import { assetsAt } from './assets.ts';
import type { WorkerName } from './worker-name.ts';

export interface WebHostOptions {
  /**
   * Where the page has TensorFlow.js's .wasm files: the address of the folder `dist` of
   * @tensorflow/tfjs-backend-wasm with a slash at its end, or of each file by its name.
   */
  readonly wasmPaths: WasmPaths;
  /**
   * Where the page has Janus's `data-synthetic`, with a slash at its end; as it lies in the package if left
   * out.
   */
  readonly assets?: string | URL;
}

/** Workers of each name: see {@link WorkerName}. */
const poolWorkers = new Map<string, IdleWorkers>();

/** The idle workers of a name. */
function poolWorkersCalled(name: string): IdleWorkers {
  const known = poolWorkers.get(name);
  if (known) return known;
  const workers = new IdleWorkers(() =>
    webWorker(new Worker(new URL('./pool-worker.ts', import.meta.url), { type: 'module', name })),
  );
  poolWorkers.set(name, workers);
  return workers;
}

/** A constant, since bundlers would take `new URL(folder, import.meta.url)` for a file to copy. */
const here = import.meta.url;

/**
 * A page, or a worker of a page, as the pipeline's host: Web Workers, WebGPU, WebGL or WebAssembly. Only a
 * cross-origin isolated page has shared memory; without it, a training runs on one thread.
 * @example const clip = await film('mira', { host: webHost({ wasmPaths: '/tfjs-wasm/' }) });
 */
export function webHost({
  wasmPaths,
  assets = new URL('../../data-synthetic/', here),
}: WebHostOptions): Host {
  const base = new URL(assets, globalThis.location.href);
  const name = JSON.stringify({ wasmPaths: absolute(wasmPaths), assets: base.href } satisfies WorkerName);
  return {
    cores: navigator.hardwareConcurrency,
    memory: deviceMemory(),
    backends: () => Promise.resolve(browserBackends(absolute(wasmPaths))),
    readAsset: assetsAt(base),
    startPoolWorker: poolWorkersCalled(name).take,
    startTrainer: () =>
      webWorker(new Worker(new URL('./train-worker.ts', import.meta.url), { type: 'module', name })),
    encodePng: async (picture) => {
      const pixels = pixelsOfOne(picture);
      const { width, height } = picture;
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext('2d')!.putImageData(new ImageData(opaque(pixels), width, height), 0, 0);
      const png = await canvas.convertToBlob({ type: 'image/png' });
      return withXmpChunk(new Uint8Array(await png.arrayBuffer()));
    },
  };
}

/**
 * As far as the browser says: Firefox and Safari do not; Chromium rounds to a power of two, and names its
 * largest, 8 GiB in most versions, for all that is more.
 * @see https://www.w3.org/TR/device-memory/
 */
const deviceMemory = (): number =>
  'deviceMemory' in navigator && (navigator.deviceMemory as number) < 8
    ? (navigator.deviceMemory as number) * 2 ** 30
    : Infinity;

/** Addresses that a worker understands as the page does. */
const absolute = (paths: WasmPaths): WasmPaths => {
  const resolve = (path: string) => new URL(path, globalThis.location.href).href;
  if (typeof paths === 'string') return resolve(paths);
  return Object.fromEntries(Object.entries(paths).map(([file, path]) => [file, path && resolve(path)]));
};

/** RGB as RGBA. */
function opaque(pixels: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const result = new Uint8ClampedArray((pixels.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < pixels.length; from += 3, to += 4) {
    result[to] = pixels[from];
    result[to + 1] = pixels[from + 1];
    result[to + 2] = pixels[from + 2];
  }
  return result;
}
