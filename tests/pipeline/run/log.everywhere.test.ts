import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../src/clips/manifest.ts';
import { pixelsOf } from '../../../src/clips/proven-pixels.ts';
import { InputError } from '../../../src/errors.ts';
import { rewindLogs, RunLog } from '../../../src/pipeline/run/log.ts';
import { expectOwnPreviews, previewsOf, readPreview } from '../../../src/pipeline/run/previews.ts';
import { readMetrics } from '../../../src/pipeline/run/metrics.ts';
import { MemoryStore, type Store } from '../../../src/pipeline/run/store.ts';
import { logRecords } from '../../../src/pipeline/run/tensorboard.ts';
import { faceAt, take } from '../../../src/train/dataset/face-dataset.ts';
import type { TrainEvent } from '../../../src/train/fit.ts';
import { previewOf } from '../../../src/train/preview.ts';
import { tinyPeople, tinyValidation } from '../../train/tiny.ts';
import { localHost } from '../local-host.ts';

const people = tinyPeople();
const validation = tinyValidation(people);
const SIDE = people[0].side;
const NUMBERS = 3 * SIDE * SIDE;
/** A grey picture of each person. */
const meanFaces = [90, 150].map((grey) => new Float32Array(NUMBERS).fill(grey));

type Event = Exclude<TrainEvent, { kind: 'checkpoint' }>;
const at = (step: number) => ({ step, seconds: step / 2, fraction: step / 10 });
const stepEvent = (step: number): Event => ({
  kind: 'step',
  progress: at(step),
  losses: [0.25, 0.5],
  imagesPerSecond: 80,
});
/** @param shade of the decoders' outputs. */
const validationEvent = (step: number, shade = step): Event => ({
  kind: 'validation',
  progress: at(step),
  results: validation.map(({ faces }, i) => ({
    reconstructed: new Float32Array(faces.count * NUMBERS).fill(shade),
    swapped: new Float32Array(faces.count * NUMBERS).fill(shade + 1),
    swapError: 12 + i,
    outputDiversity: 1,
  })),
});

const logOf = (run: Store, sets = validation): RunLog =>
  new RunLog(localHost(), run, ['a', 'b'], sets, meanFaces);

async function written(...events: readonly Event[]): Promise<MemoryStore> {
  const run = new MemoryStore();
  const log = logOf(run);
  for (const event of events) log.write(event);
  await log.flush();
  return run;
}

/** What each line of each log is about: its step, and whether it is of a validation. */
async function contents(run: Store) {
  const metrics = (await readMetrics(run)).map(({ step, swapErrors }) => [step, swapErrors !== undefined]);
  const logs = (await run.list('')).filter((name) => name.includes('tfevents'));
  const tensorBoard = [];
  for (const name of logs) {
    const records = logRecords(await run.read(name, 2 ** 20)).filter(({ names }) => names.length > 0);
    tensorBoard.push(...records.map(({ step, names }) => [step, names[0].startsWith('swap error/')]));
  }
  return { metrics, tensorBoard, previews: (await previewsOf(run)).map(({ step }) => step) };
}

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

/**
 * A store that takes so many changes and then fails for good, as when a process is killed, or a disk full.
 */
function failingAfter(changes: number, kept: MemoryStore): Store {
  let left = changes;
  const change =
    <Arguments extends readonly unknown[]>(how: (...words: Arguments) => Promise<void>) =>
    (...words: Arguments): Promise<void> =>
      left-- > 0 ? how(...words) : Promise.reject(new InputError('No room.'));
  return {
    locate: (path) => path,
    has: (path) => kept.has(path),
    read: (path, most) => kept.read(path, most),
    list: (folder) => kept.list(folder),
    write: change((path: string, bytes: Uint8Array) => kept.write(path, bytes)),
    append: change((path: string, bytes: Uint8Array) => kept.append(path, bytes)),
    writeFolder: change((path: string, files: Readonly<Record<string, Uint8Array>>) =>
      kept.writeFolder(path, files),
    ),
    remove: change((path: string) => kept.remove(path)),
  };
}

/** Makes sure that every preview that is there is one that the metrics know. */
async function expectKnownPreviews(run: Store): Promise<void> {
  const metrics = await readMetrics(run);
  for (const preview of await previewsOf(run)) {
    await expect(readPreview(run, preview, metrics)).resolves.toBeInstanceOf(Uint8Array);
  }
}

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

describe('gone back to a step,', () => {
  const events = [
    validationEvent(0),
    stepEvent(2),
    validationEvent(2),
    stepEvent(4),
    stepEvent(5),
    validationEvent(5),
  ];

  test('all logs alike lose what came after it, and the validation of that step, which is done again', async () => {
    const run = await written(...events);
    await rewindLogs(run, 2);
    const lines = [
      [0, true],
      [2, false],
    ];
    expect(await contents(run)).toEqual({ metrics: lines, tensorBoard: lines, previews: [0] });
    await expectKnownPreviews(run);
    const log = logOf(run);
    log.write(validationEvent(2));
    log.write(stepEvent(3));
    await log.flush();
    const { metrics, tensorBoard, previews } = await contents(run);
    expect(metrics).toEqual([...lines, [2, true], [3, false]]);
    expect(tensorBoard).toEqual(metrics);
    expect(previews).toEqual([0, 2]);
  });

  test('that was never saved, nothing is left of them but the heads of TensorBoard’s', async () => {
    const run = await written(...events);
    await rewindLogs(run, -1);
    expect(await contents(run)).toEqual({ metrics: [], tensorBoard: [], previews: [] });
    const [log] = (await run.list('')).filter((name) => name.includes('tfevents'));
    expect(logRecords(await run.read(log, 2 ** 20))).toHaveLength(1);
  });

  test('a record of TensorBoard’s that was cut off goes too', async () => {
    const run = await written(stepEvent(1), stepEvent(2));
    const [name] = (await run.list('')).filter((path) => path.includes('tfevents'));
    const whole = await run.read(name, 2 ** 20);
    await run.write(name, whole.subarray(0, -3));
    await rewindLogs(run, 2);
    const records = logRecords(whole);
    expect(await run.read(name, 2 ** 20)).toEqual(whole.slice(0, records[records.length - 1].start));
  });

  test('and killed meanwhile, no preview is left that the metrics do not know', async () => {
    for (let changes = 0; changes < 6; changes++) {
      const kept = await written(...events);
      await rewindLogs(failingAfter(changes, kept), 2).catch(() => undefined);
      await expectKnownPreviews(kept);
      await rewindLogs(kept, 2);
      expect((await contents(kept)).metrics).toEqual([
        [0, true],
        [2, false],
      ]);
    }
  });
});

describe('metrics', () => {
  const line = (step: number) => ({ step, seconds: step, swapErrors: { 'a→b': 9 } });
  const lines = [line(0), { step: 2, seconds: 2, losses: { a: 1, b: 2 } }, line(2), line(5)];
  const text = lines.map((each) => `${JSON.stringify(each)}\n`).join('');
  const runWith = async (metrics: string) => {
    const run = new MemoryStore();
    await run.write('metrics.jsonl', new TextEncoder().encode(metrics));
    return run;
  };

  test('whose last line was cut off are read and gone back on', async () => {
    const run = await runWith(`${text}{"step": 7, "sec`);
    expect(await readMetrics(run)).toEqual(lines);
    for (const { step } of [line(0), line(2), line(5)]) {
      await run.write(`previews/step-0000000${step}.png`, new Uint8Array(3));
    }
    await rewindLogs(run, 2);
    expect(new TextDecoder().decode(await run.read('metrics.jsonl', 1000))).toBe(
      text.split('\n').slice(0, 2).join('\n') + '\n',
    );
    expect(await run.list('previews')).toEqual(['step-00000000.png']);
  });

  test('with a whole line that is none are refused by that line', async () => {
    await expect(readMetrics(await runWith(`${text}{"step": 7}\n`))).rejects.toThrow(
      /metrics\.jsonl, line 5: seconds/,
    );
    await expect(readMetrics(await runWith(`${text}seven\n`))).rejects.toThrow(
      /metrics\.jsonl, line 5 is not JSON/,
    );
  });

  test('of a run that has none are none', async () => {
    expect(await readMetrics(new MemoryStore())).toEqual([]);
  });
});

test('a made-up preview is refused by its file, and so is one of another step', async () => {
  const run = await written(validationEvent(0), validationEvent(2));
  const metrics = await readMetrics(run);
  const [first, second] = await previewsOf(run);
  const original = await run.read(first.path, 2 ** 24);
  expect(await readPreview(run, first, metrics)).toEqual(original);
  const madeUp = original.slice();
  madeUp[1000] ^= 1;
  for (const bytes of [madeUp, await run.read(second.path, 2 ** 24), new Uint8Array()]) {
    await run.write(first.path, bytes);
    await expect(expectOwnPreviews(run)).rejects.toThrow('step-00000000.png is not the preview');
    await expect(readPreview(run, first, metrics)).rejects.toMatchObject({
      name: 'InputError',
      message: 'previews/step-00000000.png is not the preview that the run has written.',
      advice: 'Put the original back, or remove it.',
    });
  }
});
