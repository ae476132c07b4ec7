import { pixelsOfOne } from '../clips/proven-pixels.ts';
import { withXmpChunk } from '../clips/png-xmp.ts';
import { browserBackends } from '../engine/backend/browser-backends.ts';
import type { WasmPaths } from '../engine/backend/wasm-backend.ts';
import { IdleWorkers } from '../engine/parallel/idle-workers.ts';
import { webWorker } from '../engine/parallel/ports.ts';
import { InputError } from '../errors.ts';
import type { Host } from '../pipeline/host.ts';

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

const poolWorkers = new IdleWorkers(() =>
  webWorker(new Worker(new URL('./pool-worker.ts', import.meta.url), { type: 'module' })),
);

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
  // The worker's name is the only way to pass them before its first message.
  const name = JSON.stringify(absolute(wasmPaths));
  return {
    cores: navigator.hardwareConcurrency,
    memory: deviceMemory(),
    backends: () => Promise.resolve(browserBackends(absolute(wasmPaths))),
    readAsset: (path) => fetchBytes(new URL(path, base)),
    startPoolWorker: poolWorkers.take,
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

/** @throws InputError if there is nothing at that address. */
async function fetchBytes(address: URL): Promise<Uint8Array<ArrayBuffer>> {
  const advice =
    "Serve the package's folder data-synthetic with the page, and tell webHost where: { assets }.";
  const problem = (what: string, cause?: unknown) =>
    new InputError(`${address.href} cannot be loaded: ${what}.`, advice, { cause });
  try {
    const response = await fetch(address);
    if (!response.ok) throw problem(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw error instanceof InputError ? error : problem((error as Error).message, error);
  }
}

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
