import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../src/clips/manifest.ts';
import { pixelsOf } from '../../../src/clips/proven-pixels.ts';
import { RunLog } from '../../../src/pipeline/run/log.ts';
import { readMetrics } from '../../../src/pipeline/run/metrics.ts';
import { MemoryStore } from '../../../src/pipeline/run/store.ts';
import { logRecords } from '../../../src/pipeline/run/tensorboard.ts';
import { faceAt, take } from '../../../src/train/dataset/face-dataset.ts';
import { previewOf } from '../../../src/train/preview.ts';
import { localHost } from '../local-host.ts';
import { failingAfter } from './failing-store.ts';
import {
  contents,
  expectKnownPreviews,
  logOf,
  meanFaces,
  stepEvent,
  validation,
  validationEvent,
  written,
} from './training-log.ts';

describe('what a training reports', () => {
  test('of its steps is a line of metrics, with names for numbers', async () => {
    const run = new MemoryStore();
    const log = logOf(run);
    const metrics = log.write(stepEvent(3));
    expect(metrics).toEqual({ step: 3, seconds: 1.5, losses: { a: 0.25, b: 0.5 }, imagesPerSecond: 80 });
    expect(log.validation).toBeUndefined();
    await log.flush();
    expect(await readMetrics(run)).toEqual([metrics]);
  });

  test('of a validation is swap errors, skill above the mean face, and a preview whose SHA-256 it has', async () => {
    const run = new MemoryStore();
    const log = logOf(run);
    const event = validationEvent(4);
    const metrics = log.write(event);
    await log.flush();
    expect(log.validation).toEqual(metrics);
    expect(metrics).toMatchObject({ step: 4, seconds: 2, swapErrors: { 'a→b': 12, 'b→a': 13 } });
    // The masks are full: the mean difference of a key's pixels from the target's grey.
    const baseline = ({ keys, target }: (typeof validation)[number]) => {
      const pixels = [0, 1].flatMap((face) => [...faceAt(keys, face).pixels]);
      return pixels.reduce((sum, value) => sum + Math.abs(value - [90, 150][target]), 0) / pixels.length;
    };
    expect(metrics.skill!['a→b']).toBeCloseTo(1 - 12 / baseline(validation[0]), 6);
    expect(metrics.skill!['b→a']).toBeCloseTo(1 - 13 / baseline(validation[1]), 6);
    const [line] = await readMetrics(run);
    const picture = pixelsOf(previewOf(validation, event.kind === 'validation' ? event.results : []));
    expect(line).toEqual({ ...metrics, preview: sha256Hex(picture) });
    expect(await run.read('previews/step-00000004.png', 2 ** 24)).toEqual(new Uint8Array(picture));
  });

  test('has no skill where the mean face is already the key', async () => {
    const sets = validation.map((set) => ({ ...set, faces: take(set.faces, 1), keys: take(set.keys, 1) }));
    const still = new Float32Array(faceAt(sets[0].keys, 0).pixels);
    const log = new RunLog(localHost(), new MemoryStore(), ['a', 'b'], sets, [meanFaces[0], still]);
    expect(Object.keys(log.write(validationEvent(1)).skill!)).toEqual(['b→a']);
    await log.flush();
  });

  test('stands in both logs in the order in which it was reported', async () => {
    const run = await written(validationEvent(0), stepEvent(2), validationEvent(2), stepEvent(5));
    const lines = [
      [0, true],
      [2, false],
      [2, true],
      [5, false],
    ];
    expect(await contents(run)).toEqual({ metrics: lines, tensorBoard: lines, previews: [0, 2] });
    const [log] = (await run.list('')).filter((name) => name.includes('tfevents'));
    const named = logRecords(await run.read(log, 2 ** 20)).map(({ names }) => names);
    expect(named).toEqual([
      [],
      ['swap error/a→b', 'swap error/b→a', 'skill/a→b', 'skill/b→a'],
      ['loss/a', 'loss/b'],
      ['swap error/a→b', 'swap error/b→a', 'skill/a→b', 'skill/b→a'],
      ['loss/a', 'loss/b'],
    ]);
  });
});

describe('a log that cannot be written', () => {
  test.each([0, 1, 2, 3, 4, 5])(
    'after %i changes says so to whoever waits for it, and to nobody else',
    async (changes) => {
      const log = logOf(failingAfter(changes, new MemoryStore()));
      // A promise that fails unheard ends a process: there must be none, however long nobody asks.
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.write(stepEvent(1));
      log.write(validationEvent(1));
      log.write(stepEvent(2));
      await new Promise((resolve) => setTimeout(resolve, 5));
      await expect(log.flush()).rejects.toThrow('No room.');
    },
  );

  test('leaves no preview that the metrics do not know, wherever it ends', async () => {
    for (let changes = 0; changes < 10; changes++) {
      const kept = new MemoryStore();
      const log = logOf(failingAfter(changes, kept));
      log.write(validationEvent(0));
      log.write(stepEvent(1));
      log.write(validationEvent(1));
      await log.flush().catch(() => undefined);
      await expectKnownPreviews(kept);
    }
  });
});
