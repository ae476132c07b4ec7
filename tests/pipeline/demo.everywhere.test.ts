import * as tf from '@tensorflow/tfjs';
import { withStart } from '../../src/train/config/start.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { InputError } from '../../src/index.ts';
import { demoSteps, runDemo, type DemoOptions, type DemoResult } from '../../src/pipeline/demo.ts';
import { findPerson, type Person } from '../../src/pipeline/people.ts';
import { reportOf } from '../../src/pipeline/scoring/report.ts';
import { readConfig } from '../../src/pipeline/run/config.ts';
import { loadRun } from '../../src/pipeline/run/load.ts';
import { MemoryStore } from '../../src/pipeline/run/store.ts';
import { defaultsOf } from '../../src/setting.ts';
import { settings } from '../../src/settings.ts';
import { localHost, useWasm } from './local-host.ts';

const FRAMES = 8;
const host = localHost();
const tiny: DemoOptions = {
  ...defaultsOf(settings.demo),
  ...{ backend: 'wasm', workers: 1, frames: FRAMES, size: 72, minutes: 0.02 },
};
const converting = defaultsOf(settings.convert);
let people: readonly [Person, Person];

beforeAll(async () => {
  await useWasm();
  people = [await findPerson(host, 'mira'), await findPerson(host, 'seed:12')];
});

function usedStore(): MemoryStore {
  const store = new MemoryStore();
  void store.write('config.json', new TextEncoder().encode('{}'));
  return store;
}

describe('a demo', () => {
  const store = new MemoryStore();
  const events: string[] = [];
  const frames: [number, number, number][] = [];
  const progress: number[] = [];
  let result: DemoResult;
  let left: number;

  beforeAll(async () => {
    const tensors = tf.memory().numTensors;
    result = await runDemo(host, people, {
      ...tiny,
      keep: { run: store },
      onStep: (step) => events.push(step),
      onDone: (step) => events.push(`${step} is done`),
      onConvert: (clips) => events.push(`of ${clips.map(({ name }) => name).join(', ')}`),
      onProgress: (fraction) => progress.push(fraction),
      onFrame: (from, index, { converted }) => frames.push([from, index, converted.length]),
    });
    result.run.dispose();
    left = tf.memory().numTensors - tensors;
  });

  test('takes its five steps in order, and leaves no tensor behind', () => {
    expect(demoSteps).toEqual(['film', 'extract', 'train', 'convert', 'evaluate']);
    const [film, extract, train, ...rest] = demoSteps.flatMap((step) => [step, `${step} is done`]);
    expect(events.filter((event) => !event.startsWith('of '))).toEqual([film, extract, train, ...rest]);
    expect(events).toContain('of a-mira-driving, b-seed-12-driving');
    expect(Object.keys(result.seconds)).toEqual(demoSteps);
    expect(left).toBe(0);
    expect(Math.max(...progress)).toBe(1);
  });

  test('trains in memory what is then swapped, in both directions', async () => {
    const config = await readConfig(store);
    expect(config.people.map(({ name }) => name)).toEqual(['mira', 'seed:12']);
    expect(config).toEqual(result.training.config);
    expect(config.settings).toMatchObject({
      ...withStart(defaultsOf(settings.train)),
      minutes: tiny.minutes,
    });
    expect(result.run.steps).toBe(result.training.progress.step);
    expect(result.directions.map(({ driving, target }) => [driving.person, target])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(frames).toEqual([0, 1].flatMap((from) => [0, 1].map((index) => [from, index, 3])));
  });

  test('scores each direction, in which a perfect decoder has 100 %', () => {
    for (const { cropScores: crops, frameScores: whole, probes } of result.directions) {
      expect(crops.skillOfPerfect).toBe(1);
      expect(whole.skillOfPerfect).toBe(1);
      expect(crops.skill).toBe(1 - crops.swapError! / crops.meanFaceError!);
      expect(crops.frameErrors).toHaveLength(FRAMES / 4);
      expect(whole.pastingError).toBeGreaterThan(0);
      expect(probes.swap.identityAccuracy).toBeGreaterThanOrEqual(0);
    }
  });

  describe('has a report', () => {
    const report = async () => {
      const run = await loadRun(store);
      return reportOf(host, run, result.directions, { converting }).finally(() => {
        run.dispose();
      });
    };

    test('of who was swapped, how it was trained, and what came of it', async () => {
      const html = await report();
      expect(html).toContain('mira ↔ seed:12');
      expect(html, 'and on whom settings were tuned').toContain('A tuned pair: mira is of the cast');
      expect(html).toContain('data:image/png;base64,');
      expect(html).not.toMatch(/(src|href)="(?!data:|#)/);
      for (const { seal } of result.training.config.people) expect(html).toContain(seal);
    });

    test('that shows no made-up preview: it is refused by its file', async () => {
      const [name] = await store.list('previews');
      const path = `previews/${name}`;
      const original = await store.read(path, 2 ** 24);
      const madeUp = original.slice();
      madeUp[0] ^= 255;
      await store.write(path, madeUp);
      await expect(report()).rejects.toMatchObject({
        name: 'InputError',
        message: `${path} is not the preview that the run has written.`,
      });
      await store.write(path, original);
      await expect(report()).resolves.toContain('seed:12');
    });

    test('that shows no made-up mean face: it is refused before anything is swapped', async () => {
      const original = await store.read('mean-face-0.bin', 2 ** 20);
      await store.write(
        'mean-face-0.bin',
        original.map((value) => 255 - value),
      );
      await expect(report()).rejects.toThrow(
        'mean-face-0.bin is not the mean face that the run has written.',
      );
      await store.write('mean-face-0.bin', original);
    });
  });
});

test('a demo that is stopped while it trains has saved, and says at which step', async () => {
  const controller = new AbortController();
  const store = new MemoryStore();
  const demo = runDemo(host, people, {
    ...tiny,
    ...{ minutes: 1, signal: controller.signal, keep: { run: store } },
    onMetrics: ({ losses }) => {
      if (losses) controller.abort(new Stopped('Stopped.'));
    },
  });
  await expect(demo).rejects.toThrow(/^Stopped at step \d+ of the training, which is saved\.$/);
  await expect(demo).rejects.toBeInstanceOf(Stopped);
  const run = await loadRun(store);
  expect(run.steps).toBeGreaterThan(0);
  run.dispose();
});

test.each<[string, Partial<DemoOptions>, string]>([
  ['into a store that holds a run', { keep: { run: usedStore() } }, 'There is a run in '],
  ['on a backend that is not here', { backend: 'webgpu' }, 'The backend is "webgpu"'],
])('a demo %s is refused before anything is filmed', async (_, changes, message) => {
  const steps: string[] = [];
  const refused = runDemo(host, people, { ...tiny, ...changes, onStep: (step) => steps.push(step) });
  await expect(refused).rejects.toThrow(message);
  expect(steps).toEqual([]);
});

test('a demo that is stopped while it films ends with the reason', async () => {
  const controller = new AbortController();
  const reason = new Stopped('Stopped.');
  const demo = runDemo(host, people, {
    ...tiny,
    signal: controller.signal,
    onProgress: () => {
      controller.abort(reason);
    },
  });
  await expect(demo).rejects.toBe(reason);
});

test('a demo of one person with themself is refused', async () => {
  await expect(runDemo(host, [people[0], people[0]], tiny)).rejects.toThrow(InputError);
  await expect(runDemo(host, [people[0], people[0]], tiny)).rejects.toThrow(
    'mira and mira are the same person.',
  );
});
