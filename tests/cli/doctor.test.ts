import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXPLAINED_ADDON, plantProject, runPlanted } from '../node/backends/planted-project.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { adviceOn } from '../../src/cli/doctor-advice.ts';
import type { Diagnosis } from '../../src/node/backends/diagnose.ts';
import { janusHere } from './run-janus.ts';

const home = scratchFolder();

const doctor = (...words: string[]) => runPlanted(home, ['dist/cli/main.js', 'doctor', ...words]);

beforeAll(() => {
  // A broken addon, as npm leaves it where scripts are switched off.
  plantProject(home, { '@tensorflow/tfjs-node': EXPLAINED_ADDON });
});

describe('janus doctor', () => {
  test('shows versions, machine, backends and speed, advises, and names a broken addon in one line', async () => {
    const { code, out, err } = await doctor('--workers', '2');
    expect(code).toBe(0);
    for (const row of [
      /^Versions +Janus \d+\.\d+\.\d+, TensorFlow\.js 4\.22\.0, Node \d+\.\d+\.\d+, V8 \d/m,
      /^Machine +.*, \d+\.\d GB of memory$/m,
      /^Cores +\d+ of \d+ usable, a worker thread each$/m,
      /^Shared memory +yes$/m,
      /^WebAssembly SIMD +yes$/m,
      /^Backends +tfjs-node-gpu +no: it is /m,
      /^ +webgpu +no: it is not installed$/m,
      /^ +wasm +yes: WebAssembly SIMD with Janus's kernels$/m,
      /^ +tfjs-node +no: it is installed but does not load: The Node\.js native addon module .*$/m,
      /^Pictures +yes: sharp \d+\.\d+\.\d+$/m,
      /^Speed +[\d.]+ small training steps a second, [\d.]+ GFLOP\/s, on wasm with 2 workers$/m,
      /^Advice\n {2}Janus trains on the CPU here/m,
    ]) {
      expect(out).toMatch(row);
    }
    const [line, ...rest] = err.trimEnd().split('\n');
    expect(line).toMatch(/^Backend: wasm, .*; not tfjs-node: wasm is preferred\.$/);
    expect(rest.filter((other) => !other.startsWith('Measuring: '))).toEqual([]);
  });

  test('prints one object if asked', async () => {
    const { code, out } = await doctor('--json', '--workers', '1', '--backend', 'wasm');
    expect(code).toBe(0);
    const { speed, ...figures } = JSON.parse(out) as Diagnosis;
    expect(figures).toMatchObject({
      versions: { node: process.versions.node, tensorflow: '4.22.0' },
      machine: { platform: process.platform, simd: true, sharedMemory: true },
      choice: { name: 'wasm', forced: true, passedOver: [] },
      workers: 1,
      advice: [expect.stringContaining('CPU')],
    });
    expect(figures.backends.map(({ name, runs }) => [name, runs])).toEqual([
      ['tfjs-node-gpu', false],
      ['webgpu', false],
      ['wasm', true],
      ['tfjs-node', false],
    ]);
    expect(speed.seconds).toBeGreaterThanOrEqual(2);
    expect(speed.gflops).toBeGreaterThan(0);
  });

  test.each([
    [
      'tfjs-node',
      1,
      /error: The backend tfjs-node does not run here: .*\nTo have it: npm rebuild @tensorflow\/tfjs-node\./,
    ],
    [
      'webgpu',
      1,
      /error: The backend webgpu does not run here: it is not installed\.\nTo have it: npm install webgpu\./,
    ],
  ])('--backend %s ends with %i and says what to do', async (backend, expected, message) => {
    const { code, out, err } = await doctor('--backend', backend);
    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test.each([
    [
      'webgl',
      /error: The backend is "webgl": expected one of auto, tfjs-node-gpu, webgpu, wasm, tfjs-node\./,
    ],
    [
      'gpu',
      /error: --backend is "gpu": expected one of auto, tfjs-node-gpu, webgpu, webgl, wasm, tfjs-node\./,
    ],
  ])('--backend %s, which is none here, is refused', async (backend, message) => {
    const { code, out, err } = await janusHere(['doctor', '--backend', backend], home);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('without the binary of sharp every command but those that need it runs, and one sentence says how to install it', async () => {
    const place = join(home, 'no-sharp');
    mkdirSync(place);
    plantProject(place, {
      sharp: `throw new Error('Could not load the "sharp" module using the linux-x64 runtime\\nPossible solutions:');`,
    });
    const { code, out, err } = await runPlanted(place, [
      'dist/cli/main.js',
      'cast',
      'seed:5',
      '--size',
      '64',
    ]);
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err:
        'error: The package sharp, which reads and writes pictures, does not load: Could not load the "sharp" module using the linux-x64 runtime\n' +
        'Install it with its binary: npm install --include=optional sharp\n',
    });
  });

  test('has help with examples', async () => {
    const { code, out } = await doctor('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:\n {2}janus doctor/);
    expect(out).toMatch(/--backend <which> .*\(choices:\s+"auto",.*default:\s+"auto"\)/s);
  });
});

describe('advice', () => {
  const healthy: Diagnosis = {
    versions: { janus: '1.0.0', node: '22.0.0', v8: '12', tensorflow: '4.22.0' },
    machine: {
      platform: 'linux',
      arch: 'x64',
      cpu: 'a CPU',
      cores: 4,
      usableCores: 4,
      memory: 8e9,
      simd: true,
      sharedMemory: true,
    },
    backends: [{ name: 'webgpu', runs: true, why: 'a Radeon' }],
    choice: { name: 'webgpu', why: 'a Radeon', forced: false, passedOver: [] },
    pictures: { runs: true, why: 'sharp 0.35.5' },
    workers: 1,
    speed: { steps: 100, seconds: 2, stepsPerSecond: 50, gflops: 100 },
  };

  test('there is none where all is well', () => {
    expect(adviceOn(healthy)).toEqual([]);
  });

  test.each<[string, Partial<Diagnosis>, RegExp]>([
    [
      'no GPU',
      {
        choice: { ...healthy.choice, name: 'wasm' },
        backends: [
          { name: 'webgpu', runs: false, reason: 'it is not installed', install: 'npm install webgpu' },
        ],
      },
      /trains on the CPU here.*for any GPU: npm install webgpu\.$/,
    ],
    [
      'no sharp',
      { pictures: { runs: false, reason: 'no binary', install: 'npm install sharp' } },
      /neither read nor write pictures here\. To have it: npm install sharp\.$/,
    ],
    ['fewer cores', { machine: { ...healthy.machine, usableCores: 2 } }, /2 of 4 cores/],
    ['too many workers', { workers: 9 }, /9 workers on 4 cores/],
    ['little memory', { machine: { ...healthy.machine, memory: 1e9 } }, /--workers 1/],
    ['no shared memory', { machine: { ...healthy.machine, sharedMemory: false } }, /one core/],
    ['slow', { speed: { ...healthy.speed, gflops: 2 } }, /slow: close other programs/],
  ])('%s', (_, change, sentence) => {
    const advice = adviceOn({ ...healthy, ...change });
    expect(advice).toHaveLength(1);
    expect(advice[0]).toMatch(sentence);
  });
});
