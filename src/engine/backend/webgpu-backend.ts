import * as tf from '@tensorflow/tfjs';
import { unavailable, type BackendCandidate, type Unavailable } from './candidate.ts';
import { isSoftware } from './software.ts';

/** The part of WebGPU that is used; the core has no DOM types. */
interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<GpuAdapter | null>;
}
interface GpuAdapter {
  readonly info?: GpuInfo;
  readonly isFallbackAdapter?: boolean;
}
interface GpuInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}
interface GlobalScope {
  readonly navigator?: { readonly gpu?: Gpu };
}

/** WebGPU's entry point: a page's `navigator.gpu`, or what a host has put in its place. */
export const gpuHere = (): Gpu | undefined => (globalThis as GlobalScope).navigator?.gpu;

/**
 * Any GPU, through WebGPU. Software that emulates a GPU is taken only if the user named this backend:
 * WebAssembly is faster.
 *
 * @param prepare called first: provides WebGPU where the host has none, or returns why it cannot
 */
export const webgpuBackend = (
  prepare: () => Promise<Unavailable | undefined> = () => Promise.resolve(undefined),
): BackendCandidate => ({
  name: 'webgpu',
  async activate(forced) {
    const missing = await prepare();
    if (missing !== undefined) return missing;
    const gpu = gpuHere();
    if (gpu === undefined)
      return unavailable('there is no WebGPU', 'use a recent Chrome, Edge, Firefox or Safari');
    // The same adapter that TensorFlow.js requests.
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) return unavailable('WebGPU finds no GPU', "install the GPU's driver");
    const name = nameOf(adapter.info);
    if (!forced && isSoftwareAdapter(adapter)) return unavailable(`${name} is software, not a GPU`);
    // The module looks for WebGPU when it is imported, so it is imported after `prepare`.
    await import('@tensorflow/tfjs-backend-webgpu');
    if (!(await tf.setBackend('webgpu'))) return unavailable(`TensorFlow.js cannot use ${name}`);
    await tf.ready();
    return { runs: true, why: `${name} through WebGPU` };
  },
});

/** Node reports the device, Deno a description and a number, browsers vendor and architecture at most. */
function nameOf({ vendor, architecture, device, description }: GpuInfo = {}): string {
  const name = [device, description].find((text) => /[a-z]/i.test(text ?? ''));
  const maker = [vendor, architecture].filter(Boolean).join(' ');
  return name ?? (maker === '' ? 'a GPU' : maker);
}

/** Whether the adapter is software that emulates a GPU; not all of these set the flag. */
function isSoftwareAdapter({ info = {}, isFallbackAdapter }: GpuAdapter): boolean {
  const { vendor, architecture, device, description } = info;
  return (
    isFallbackAdapter === true ||
    info.isFallbackAdapter === true ||
    isSoftware([vendor, architecture, device, description].join(' '))
  );
}
