import * as tf from '@tensorflow/tfjs';
import wasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { afterEach, expect, test, vi } from 'vitest';
import { contactSheet, extract, film, score, swap, train, type StepEvent } from '../../src/index.ts';
import { XMP_PACKET } from '../../src/clips/provenance.ts';
import { MemoryStore, type Store } from '../../src/pipeline/run/store.ts';
import { InputError } from '../../src/errors.ts';
import { browserStore, webHost } from '../../src/web/index.ts';

const wasmPaths = wasm.slice(0, wasm.lastIndexOf('/') + 1);
const host = webHost({ wasmPaths });

afterEach(() => {
  vi.unstubAllGlobals();
});

/** All of a face swap, as short as it can be; and the events of its training. */
async function swapBriefly(people: readonly [string, string], store: Store = new MemoryStore()) {
  const events: StepEvent[] = [];
  const options = {
    host,
    workers: 2,
    backend: 'wasm',
    onEvent: (event: StepEvent) => events.push(event),
  } as const;
  const faces = [];
  for (const person of people) {
    faces.push(await extract(await film(person, { ...options, frames: 12, size: 64 }), options));
  }
  const tensors = tf.engine().state.numTensors;
  const run = await train(faces, {
    ...options,
    preset: 'lightweight',
    steps: 4,
    batch: 4,
    store,
  });
  const driving = await film(people[0], { ...options, kind: 'driving', frames: 4, size: 64 });
  const swapped = await swap(run, await extract(driving, options), options);
  const scores = await score(run, swapped, options);
  run.dispose();
  expect(tf.engine().state.numTensors, 'tensors that are left').toBe(tensors);
  return { events, swapped, scores };
}

test('a page films, extracts, trains on all its threads, swaps and scores', async () => {
  expect(crossOriginIsolated).toBe(true);
  const store = await browserStore('runs/mira-oskar');
  const { events, swapped, scores } = await swapBriefly(['mira', 'oskar'], store);
  const backend = events.find(({ kind }) => kind === 'backend');
  expect(backend).toMatchObject({ workers: 2, choice: { name: 'wasm' } });
  expect(events.some(({ kind }) => kind === 'metrics')).toBe(true);
  expect(await store.list('')).toContain('config.json');
  expect(scores).toMatchObject({ from: 'mira', to: 'oskar', skillOfPerfect: { crops: 1, frames: 1 } });
  expect(scores.pastingError).toBeGreaterThan(0);
  const sheet = contactSheet(swapped, 4);
  expect([sheet.width, sheet.height]).toEqual([4 * 64, 3 * 64]);
  const png = await host.encodePng(sheet);
  expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(png).includes(XMP_PACKET)).toBe(true);
  const shown = await createImageBitmap(new Blob([png], { type: 'image/png' }));
  expect([shown.width, shown.height]).toEqual([sheet.width, sheet.height]);
});

test('a page without shared memory trains on one thread', async () => {
  vi.stubGlobal('SharedArrayBuffer', undefined);
  const { events, scores } = await swapBriefly(['mira', 'oskar']);
  const backend = events.find(({ kind }) => kind === 'backend');
  expect(backend).toMatchObject({ workers: 1 });
  expect(scores.pastingError).toBeGreaterThan(0);
});

test('what the page does not serve is named by its address', async () => {
  const elsewhere = webHost({ wasmPaths, assets: '/nowhere/' });
  const read = elsewhere.readAsset('cast.json');
  await expect(read).rejects.toThrow(InputError);
  await expect(read).rejects.toThrow(/nowhere\/cast\.json cannot be loaded/);
});
