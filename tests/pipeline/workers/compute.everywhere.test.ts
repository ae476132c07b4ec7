import { beforeAll, expect, test } from 'vitest';
import type { Host } from '../../../src/pipeline/host.ts';
import { chooseCompute, trainingBytes } from '../../../src/pipeline/workers/compute.ts';
import { presets } from '../../../src/train/models/index.ts';
import { localHost, useWasm } from '../local-host.ts';

beforeAll(useWasm);

const GIB = 2 ** 30;
const hostOf = (cores: number, memory: number): Host => ({ ...localHost(), cores, memory });
const choose = (host: Host, workers: number, onWarning?: (what: string) => void) =>
  chooseCompute(host, 'original', 2, { batch: 4, update: 'joint' }, { backend: 'wasm', workers, onWarning });

test('the estimate is near what trainings of two people took at their peak', () => {
  // Measured by GNU time in Node 20 on Linux: preset, images of each person, workers, bytes; updates.
  const measured = [
    ['lightweight', 1, 1, 0.51e9],
    ['lightweight', 1, 2, 0.67e9],
    ['lightweight', 64, 2, 1.13e9],
    ['classroom', 64, 1, 1.02e9],
    ['classroom', 64, 2, 1.29e9],
    ['original', 1, 1, 3.92e9],
    ['original', 8, 1, 4.11e9],
    ['original', 1, 2, 5.38e9],
    ['original', 8, 2, 5.54e9],
    ['original', 1, 1, 5.17e9, 'alternating'],
  ] as const;
  for (const [preset, batch, workers, bytes, update = 'joint'] of measured) {
    const estimate = trainingBytes(presets[preset].size, 2, { batch, update }, workers);
    expect(estimate / bytes, `${preset}, batch ${batch}, ${workers} workers`).toBeGreaterThan(0.9);
    expect(estimate / bytes, `${preset}, batch ${batch}, ${workers} workers`).toBeLessThan(1.3);
  }
});

test('a training takes a thread for each core where nothing says how much memory there is', async () => {
  expect(await choose(hostOf(2, Infinity), 0)).toEqual({ backend: 'wasm', workers: 2 });
});

test('more threads than a step has images are not started', async () => {
  expect(await choose(hostOf(32, Infinity), 0)).toEqual({ backend: 'wasm', workers: 8 });
  expect(await choose(hostOf(2, Infinity), 30)).toEqual({ backend: 'wasm', workers: 8 });
});

test('with memory for fewer threads than cores it takes fewer, and says so', async () => {
  const warnings: string[] = [];
  const compute = await choose(hostOf(4, 6 * GIB), 0, (what) => warnings.push(what));
  expect(compute).toEqual({ backend: 'wasm', workers: 2 });
  expect(warnings).toEqual([
    'original would take about 8.8 GB on 4 threads, and this process may use 6.4 GB: it trains on 2 threads.',
  ]);
});

test('threads that were asked for and that memory has no room for are refused', async () => {
  await expect(choose(hostOf(4, 6 * GIB), 4)).rejects.toMatchObject({
    name: 'InputError',
    message:
      'original with 4 images of each person in a step takes about 8.8 GB on 4 threads, and this process may use 6.4 GB.',
    advice: 'Take fewer threads (workers), such as 1, or fewer images (batch).',
  });
});

test('what does not fit on one thread is refused before it begins', async () => {
  await expect(choose(hostOf(2, 2 * GIB), 0)).rejects.toMatchObject({
    message:
      'original with 4 images of each person in a step takes about 4.0 GB on 1 thread, and this process may use 2.1 GB.',
    advice: 'Take a smaller preset, such as lightweight, or fewer images (batch).',
  });
});
