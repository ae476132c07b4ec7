import { beforeAll, expect, test } from 'vitest';
import { JanusError, sha256Hex } from '../../src/index.ts';
import type { ExtractedClip } from '../../src/pipeline/extract.ts';
import { findCheckpoint, readCheckpoint } from '../../src/pipeline/run/checkpoint.ts';
import { FORMAT_VERSION, readConfig } from '../../src/pipeline/run/config.ts';
import { readMetrics, type Metrics } from '../../src/pipeline/run/metrics.ts';
import { MemoryStore } from '../../src/pipeline/run/store.ts';
import { beginRun, resumeRun } from '../../src/pipeline/train.ts';
import { extracted, testPlan } from './clips.ts';
import { copyOf } from './copy-store.ts';
import { localHost, useWasm } from './local-host.ts';
import { chosen, options, STEPS, trainingClips } from './short-training.ts';

const host = localHost();
let clips: ExtractedClip[];
/** A run that was not stopped. */
const whole = new MemoryStore();
/** Runs that were stopped after so many steps. */
const stoppedAfter = { 1: new MemoryStore(), 2: new MemoryStore() };

beforeAll(async () => {
  await useWasm();
  clips = await trainingClips();
  await beginRun(host, whole, clips, chosen, options);
  await stopAt(stoppedAfter[1], 1);
  await stopAt(stoppedAfter[2], 2);
});

/** SHA-256 of all that the last checkpoint has learned. */
async function learned(run: MemoryStore): Promise<string> {
  const { folder } = (await findCheckpoint(run, 'lightweight'))!;
  const { networks, optimizer } = await readCheckpoint(run, folder);
  return [...Object.values(networks).map(({ weights }) => weights), optimizer.values].map(sha256Hex).join();
}

/** Trains until a step is saved, and then stops. */
async function stopAt(run: MemoryStore, step: number): Promise<void> {
  const controller = new AbortController();
  const { progress } = await beginRun(host, run, clips, chosen, {
    ...options,
    signal: controller.signal,
    onMetrics: (metrics) => {
      if (metrics.step === step && metrics.swapErrors) controller.abort();
    },
  });
  expect(progress.step).toBeLessThan(STEPS);
}

test('a run that was stopped goes on from its last checkpoint, and comes to the same bytes as one that was not', async () => {
  const stopped = await copyOf(stoppedAfter[2]);
  const warnings: string[] = [];
  const { progress } = await resumeRun(host, stopped, clips, {
    ...options,
    onWarning: (what) => warnings.push(what),
  });
  expect(progress.step).toBe(STEPS);
  expect(warnings).toEqual([]);
  expect(await learned(stopped)).toBe(await learned(whole));
  const validated = (await readMetrics(stopped)).filter(({ skill }) => skill).map(({ step }) => step);
  expect(validated, 'each step once, also that from which it went on').toEqual([0, 1, 2, 3, 4]);
  const withoutTime = (line: Metrics) => ({ ...line, seconds: 0, imagesPerSecond: 0 });
  expect((await readMetrics(stopped)).map(withoutTime)).toEqual((await readMetrics(whole)).map(withoutTime));
});

test('a run that was stopped goes on from the checkpoint before, if the last one is damaged, and says so', async () => {
  const stopped = await copyOf(stoppedAfter[2]);
  const { folder, progress } = (await findCheckpoint(stopped, 'lightweight'))!;
  await stopped.write(`${folder}/encoder/weights.bin`, new Uint8Array(8));
  const warnings: string[] = [];
  const steps: number[] = [];
  await resumeRun(host, stopped, clips, {
    ...options,
    onWarning: (what) => warnings.push(what),
    onMetrics: ({ step }) => steps.push(step),
  });
  expect(warnings).toEqual([`${folder}/encoder/weights.bin is damaged: it is not what was saved.`]);
  expect(steps[0]).toBe(progress.step - 1);
  expect(await learned(stopped)).toBe(await learned(whole));
});

test('a run that was stopped keeps a checkpoint that cannot be read at present, and ends with the reason', async () => {
  const stopped = await copyOf(stoppedAfter[2]);
  const { folder } = (await findCheckpoint(stopped, 'lightweight'))!;
  const busy = new JanusError('The disk is busy.');
  const read = stopped.read.bind(stopped);
  stopped.read = (path, most) => (path.endsWith('weights.bin') ? Promise.reject(busy) : read(path, most));
  await expect(resumeRun(host, stopped, clips, options)).rejects.toBe(busy);
  stopped.read = read;
  expect((await findCheckpoint(stopped, 'lightweight'))!.folder).toBe(folder);
});

test('a run that was stopped, and again while its faces are loaded, is as it was', async () => {
  const stopped = await copyOf(stoppedAfter[2]);
  const { folder } = (await findCheckpoint(stopped, 'lightweight'))!;
  await stopped.write(`${folder}/encoder/weights.bin`, new Uint8Array(8));
  const reason = new Error('enough');
  const stop = { ...options, load: () => Promise.reject(reason) };
  await expect(resumeRun(host, stopped, clips, stop)).rejects.toBe(reason);
  expect(await stopped.has(folder), 'the damaged one is still there').toBe(true);
});

test('a run that was stopped before its first checkpoint begins anew', async () => {
  const stopped = await copyOf(stoppedAfter[1]);
  await stopped.remove('checkpoints');
  await resumeRun(host, stopped, clips, options);
  expect(await learned(stopped)).toBe(await learned(whole));
});

test('a run that was stopped is refused other clips, and faces that were extracted anew', async () => {
  const stopped = await copyOf(stoppedAfter[1]);
  const other = await extracted(testPlan(31, { seed: 9 }));
  await expect(resumeRun(host, stopped, [other, clips[1]], options)).rejects.toMatchObject({
    name: 'InputError',
    message: `${other.name} is another clip than the one that the run in memory began with.`,
  });
  const [first, ...others] = clips[0].alignments.frames;
  const frames = [{ ...first, confidence: 0.9 }, ...others];
  const anew = { ...clips[0], alignments: { ...clips[0].alignments, frames } };
  await expect(resumeRun(host, stopped, [anew, clips[1]], options)).rejects.toThrow(
    /^The faces in faces\/seed:31-training were extracted anew since the run in memory began/,
  );
});

test('a run that was stopped says where its numbers will round otherwise', async () => {
  const stopped = await copyOf(stoppedAfter[1]);
  const config = await readConfig(stopped);
  const text = JSON.stringify({
    formatVersion: FORMAT_VERSION,
    ...config,
    compute: { backend: 'webgpu', workers: 1 },
  });
  await stopped.write('config.json', new TextEncoder().encode(text));
  const warnings: string[] = [];
  await resumeRun(host, stopped, clips, { ...options, onWarning: (what) => warnings.push(what) });
  expect(warnings).toEqual([
    'The run began on webgpu with 1 thread. On wasm with 1 thread its numbers round otherwise: it will not come to the same bytes.',
  ]);
});
