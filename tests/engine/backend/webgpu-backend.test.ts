import { afterEach, describe, expect, test, vi } from 'vitest';
import { unavailable } from '../../../src/engine/backend/candidate.ts';
import { webgpuBackend } from '../../../src/engine/backend/webgpu-backend.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A `navigator.gpu` with this adapter, whose device cannot be had. */
const stubAdapter = (adapter: object | null): void => {
  const features = { has: () => false };
  const requestDevice = () => Promise.reject(new Error('no device'));
  const requestAdapter = () =>
    Promise.resolve(adapter && { features, limits: {}, requestDevice, ...adapter });
  vi.stubGlobal('navigator', { gpu: { requestAdapter } });
};

describe('the webgpu backend is refused', () => {
  test('where there is no WebGPU', async () => {
    vi.stubGlobal('navigator', undefined);
    expect(await webgpuBackend().activate(false)).toMatchObject({
      runs: false,
      reason: 'there is no WebGPU',
    });
  });

  test('where it cannot be brought', async () => {
    const why = unavailable('it is not installed', 'npm install webgpu');
    expect(await webgpuBackend(() => Promise.resolve(why)).activate(false)).toEqual(why);
  });

  test('without an adapter', async () => {
    stubAdapter(null);
    expect(await webgpuBackend().activate(true)).toMatchObject({
      runs: false,
      reason: 'WebGPU finds no GPU',
    });
  });

  test.each([
    { info: { device: 'some GPU', isFallbackAdapter: true } },
    { info: { device: 'some GPU' }, isFallbackAdapter: true },
    { info: { device: 'some GPU', architecture: 'swiftshader' } },
    { info: { device: 'some GPU', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' } },
    { info: { device: 'some GPU', description: 'Microsoft Basic Render Driver' } },
  ])('on a program that stands in for a GPU, unless forced: $info', async (adapter) => {
    stubAdapter(adapter);
    expect(await webgpuBackend().activate(false)).toEqual(unavailable('some GPU is software, not a GPU'));
    const warnings = vi.spyOn(console, 'warn').mockReturnValue();
    expect(await webgpuBackend().activate(true)).toEqual(unavailable('TensorFlow.js cannot use some GPU'));
    expect(warnings).toHaveBeenCalledWith('Initialization of backend webgpu failed');
  });

  test.each([
    [{ vendor: 'nvidia', architecture: 'ampere', device: '' }, 'nvidia ampere'],
    [{ device: 'radeon-rx-6600', description: 'Mesa 22.3.6' }, 'radeon-rx-6600'],
    [
      { vendor: '4098', architecture: '', device: '29695', description: 'AMD Radeon RX 6600' },
      'AMD Radeon RX 6600',
    ],
    [undefined, 'a GPU'],
  ])('only by TensorFlow.js on a GPU: %o', async (info, name) => {
    stubAdapter(info === undefined ? {} : { info });
    vi.spyOn(console, 'warn').mockReturnValue();
    expect(await webgpuBackend().activate(false)).toEqual(unavailable(`TensorFlow.js cannot use ${name}`));
  });
});
