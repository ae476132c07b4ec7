import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../scratch-folder.ts';
import {
  EXPLAINED_ADDON,
  MISSING_ADDON,
  plantProject,
  runPlanted,
  workingTensorflow,
} from './planted-project.ts';

const scratch = scratchFolder();
let projects = 0;

/** Chooses a backend in a process of its own, where `packages` are installed, and computes 2 + 3 with it. */
async function choose(
  packages: Parameters<typeof plantProject>[1],
  { option = 'auto', before = '', after = '' } = {},
): Promise<{ code: number | null; lines: string[]; err: string }> {
  const home = join(scratch, String(projects++));
  mkdirSync(home);
  plantProject(home, packages);
  writeFileSync(
    join(home, 'choose.mjs'),
    `import util from 'node:util';
    const { default: tf } = await import('@tensorflow/tfjs');
    ${before}
    const { chooseBackend, describeChoice } = await import('./dist/engine/backend/choose-backend.js');
    const { nodeBackends } = await import('./dist/node/backends/node-backends.js');
    console.log(describeChoice(await chooseBackend(nodeBackends(), ${JSON.stringify(option)})));
    console.log(tf.getBackend(), String(await tf.add(2, 3).data()));
    ${after}`,
  );
  const { code, out, err } = await runPlanted(home, ['choose.mjs']);
  return { code, lines: out.trimEnd().split('\n'), err };
}

const NOT_INSTALLED = {
  'tfjs-node-gpu':
    process.platform === 'darwin' || process.arch !== 'x64'
      ? 'tfjs-node-gpu: it is made for NVIDIA GPUs under x86-64 Linux or Windows'
      : 'tfjs-node-gpu: it is not installed (npm install @tensorflow/tfjs-node-gpu@4.22.0)',
  webgpu: 'webgpu: it is not installed (npm install webgpu)',
};
const SLOWER = 'tfjs-node: wasm is preferred';
const WASM = "Backend: wasm, WebAssembly SIMD with Janus's kernels.";
/** Where there is a package for NVIDIA GPUs. */
const testWithGpuPackage = test.runIf(process.platform !== 'darwin' && process.arch === 'x64');

test('in Node, wasm runs where nothing else is installed', async () => {
  const reasons = [...Object.values(NOT_INSTALLED), SLOWER].join('; not ');
  expect(await choose({})).toEqual({ code: 0, lines: [`${WASM} Not ${reasons}.`, 'wasm 5'], err: '' });
});

test('in Node, an uncaught error is printed without the source of the wasm backend', async () => {
  const { code, err } = await choose({}, { after: "Promise.reject(new Error('nobody caught this'));" });
  expect(code).toBe(1);
  expect(err).toContain('nobody caught this');
  expect(err.length).toBeLessThan(2000);
});

describe('a package whose addon is broken gives a line, and wasm runs', () => {
  testWithGpuPackage('tfjs-node-gpu', async () => {
    const { code, lines, err } = await choose({
      '@tensorflow/tfjs-node-gpu': MISSING_ADDON,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^Backend: wasm.*Not tfjs-node-gpu: it is installed but does not load: Cannot find module '\.\/lib\/napi-v8\/tfjs_binding\.node' \(npm rebuild @tensorflow\/tfjs-node-gpu\); not webgpu/,
    );
    expect(lines[1]).toBe('wasm 5');
  });

  test('webgpu', async () => {
    const { lines, err } = await choose({ webgpu: "throw new Error('invalid ELF header\\nand more');" });
    expect(err).toBe('');
    expect(lines).toEqual([
      expect.stringContaining(
        'webgpu: it is installed but does not load: invalid ELF header (npm rebuild webgpu)',
      ),
      'wasm 5',
    ]);
  });

  test('and an error if it is the one asked for', async () => {
    const { code, err } = await choose({ '@tensorflow/tfjs-node': EXPLAINED_ADDON }, { option: 'tfjs-node' });
    expect(code).toBe(1);
    expect(err).toMatch(
      /JanusError: The backend tfjs-node does not run here: it is installed but does not load: The Node\.js native addon module \(tfjs_binding\.node\) can not be found at path: …\/tfjs_binding\.node\./,
    );
    expect(err).toMatch(/advice: 'To have it: npm rebuild @tensorflow\/tfjs-node\. /);
  });
});

describe("TensorFlow's own library", () => {
  const cpu = workingTensorflow({ isGPUPackage: false, isUsingGpuDevice: false });
  const gpu = workingTensorflow({ isGPUPackage: true, isUsingGpuDevice: true });
  const gpuWithoutGpu = workingTensorflow({ isGPUPackage: true, isUsingGpuDevice: false });

  test('on the CPU is slower than wasm, so it is taken only where it is asked for', async () => {
    const { lines } = await choose({ '@tensorflow/tfjs-node': cpu });
    expect(lines).toEqual([expect.stringContaining(`; not ${SLOWER}.`), 'wasm 5']);
    const { lines: named, err } = await choose({ '@tensorflow/tfjs-node': cpu }, { option: 'tfjs-node' });
    expect(named).toEqual([
      "Backend: tfjs-node, TensorFlow's own library on the CPU, as asked for.",
      'tensorflow 5',
    ]);
    expect(err).toBe('');
  });

  test("runs without the functions that newer Nodes' util lacks", async () => {
    const before = "for (const name of ['isArray', 'isNullOrUndefined']) delete util[name];";
    const { lines, err } = await choose({ '@tensorflow/tfjs-node': cpu }, { before, option: 'tfjs-node' });
    expect({ first: lines[0]?.slice(0, 19), err }).toEqual({ first: 'Backend: tfjs-node,', err: '' });
    expect(lines[1]).toBe('tensorflow 5');
  });

  testWithGpuPackage('is taken from tfjs-node-gpu first', async () => {
    const { lines, err } = await choose({
      '@tensorflow/tfjs-node-gpu': gpu,
      '@tensorflow/tfjs-node': cpu,
      webgpu: 'throw new Error()',
    });
    expect(lines).toEqual([
      'Backend: tfjs-node-gpu, an NVIDIA GPU through CUDA. Not webgpu: tfjs-node-gpu is preferred; not wasm: tfjs-node-gpu is preferred; not tfjs-node: tfjs-node-gpu is preferred.',
      'tensorflow 5',
    ]);
    expect(err).toBe('');
    const named = await choose({ '@tensorflow/tfjs-node-gpu': gpu }, { option: 'tfjs-node' });
    expect(named.err).toMatch(/The backend tfjs-node does not run here: it is not installed/);
  });

  testWithGpuPackage('in tfjs-node-gpu is that of tfjs-node where it finds no GPU', async () => {
    const packages = { '@tensorflow/tfjs-node-gpu': gpuWithoutGpu };
    const { lines, err } = await choose(packages);
    expect(lines[0]).toMatch(
      /^Backend: wasm, .*\. Not tfjs-node-gpu: it finds no GPU \(needs an NVIDIA GPU, CUDA/,
    );
    expect(lines[1]).toBe('wasm 5');
    expect(err).toBe('');
    // As the threads that train do, once it is chosen: each begins with nothing loaded.
    const named = await choose(packages, { option: 'tfjs-node' });
    expect(named.lines).toEqual([
      "Backend: tfjs-node, TensorFlow's own library on the CPU, as asked for.",
      'tensorflow 5',
    ]);
    const forced = await choose(packages, { option: 'tfjs-node-gpu' });
    expect(forced.lines[0]).toMatch(/^Backend: tfjs-node-gpu, .* since it finds no GPU, as asked for\.$/);
  });
});

describe('the npm package webgpu', () => {
  const adapter = (info: object) => `
    export const globals = { GPUBufferUsage: { MAP_READ: 1 } };
    const adapter = { info: ${JSON.stringify(info)}, features: new Set(), limits: {}, requestDevice() { throw new Error('none'); } };
    export const create = () => ({ requestAdapter: async () => adapter });`;

  test('is asked for a GPU, not for a program', async () => {
    const { lines } = await choose({ webgpu: adapter({ device: 'swiftshader-device-subzero' }) });
    expect(lines[0]).toMatch(
      /^Backend: wasm.*; not webgpu: swiftshader-device-subzero is software, not a GPU;/,
    );
  });

  test('gives Node a navigator.gpu and its constants', async () => {
    const { lines } = await choose(
      { webgpu: adapter({ device: 'rtx' }) },
      {
        after: 'console.log(typeof navigator.gpu.requestAdapter, GPUBufferUsage.MAP_READ);',
      },
    );
    expect(lines[0]).toMatch(/; not webgpu: TensorFlow\.js cannot use rtx;/);
    expect(lines[2]).toBe('function 1');
  });
});
