import * as tf from '@tensorflow/tfjs';
import { unavailable, type BackendCandidate, type Unavailable } from './candidate.ts';
import { isSoftware } from './software.ts';

/** The little of WebGPU that is looked at here; the core knows no DOM. */
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
interface Surroundings {
  readonly navigator?: { readonly gpu?: Gpu };
}

/** What a page's `navigator.gpu` is, or what stands in for it. */
export const gpuHere = (): Gpu | undefined => (globalThis as Surroundings).navigator?.gpu;

/**
 * Any GPU, through WebGPU. A program that stands in for a GPU is taken only if asked for: WebAssembly is
 * faster.
 *
 * @param prepare brings WebGPU to where there is none, or says why it cannot
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
    // The one that TensorFlow.js will ask for.
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) return unavailable('WebGPU finds no GPU', "install the GPU's driver");
    const name = nameOf(adapter.info);
    if (!forced && standsIn(adapter)) return unavailable(`${name} is no GPU but a program`);
    // It looks for WebGPU when it is imported, so not sooner.
    await import('@tensorflow/tfjs-backend-webgpu');
    if (!(await tf.setBackend('webgpu'))) return unavailable(`TensorFlow.js cannot use ${name}`);
    await tf.ready();
    return { runs: true, why: `${name} through WebGPU` };
  },
});

/** Node tells the device, Deno describes it and gives it a number, browsers tell no more than they must. */
function nameOf({ vendor, architecture, device, description }: GpuInfo = {}): string {
  const name = [device, description].find((text) => /[a-z]/i.test(text ?? ''));
  const maker = [vendor, architecture].filter(Boolean).join(' ');
  return name ?? (maker === '' ? 'a GPU' : maker);
}

/** Whether it is a program in place of a GPU; not all of them admit it. */
function standsIn({ info = {}, isFallbackAdapter }: GpuAdapter): boolean {
  const { vendor, architecture, device, description } = info;
  return (
    isFallbackAdapter === true ||
    info.isFallbackAdapter === true ||
    isSoftware([vendor, architecture, device, description].join(' '))
  );
}
