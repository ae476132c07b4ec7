import { expect } from 'vitest';
import { RunLog } from '../../../src/pipeline/run/log.ts';
import { readMetrics } from '../../../src/pipeline/run/metrics.ts';
import { previewsOf, readPreview } from '../../../src/pipeline/run/previews.ts';
import { MemoryStore, type Store } from '../../../src/pipeline/run/store.ts';
import { logRecords } from '../../../src/pipeline/run/tensorboard.ts';
import type { TrainEvent } from '../../../src/train/fit.ts';
import { tinyPeople, tinyValidation } from '../../train/tiny.ts';
import { localHost } from '../local-host.ts';

const people = tinyPeople();
export const validation = tinyValidation(people);
const SIDE = people[0].side;
const NUMBERS = 3 * SIDE * SIDE;
/** A grey picture of each person. */
export const meanFaces = [90, 150].map((grey) => new Float32Array(NUMBERS).fill(grey));

type Event = Exclude<TrainEvent, { kind: 'checkpoint' }>;
const at = (step: number) => ({ step, seconds: step / 2, fraction: step / 10 });
export const stepEvent = (step: number): Event => ({
  kind: 'step',
  progress: at(step),
  losses: [0.25, 0.5].map((loss, person) => ({ person, loss, terms: { reconstruction: loss } })),
  imagesPerSecond: 80,
});
/** @param shade of the decoders' outputs. */
export const validationEvent = (step: number, shade = step): Event => ({
  kind: 'validation',
  progress: at(step),
  results: validation.map(({ faces }, i) => ({
    reconstructed: new Float32Array(faces.count * NUMBERS).fill(shade),
    swapped: new Float32Array(faces.count * NUMBERS).fill(shade + 1),
    swapError: 12 + i,
    outputDiversity: 1,
  })),
});

export const logOf = (run: Store, sets = validation): RunLog =>
  new RunLog(localHost(), run, ['a', 'b'], sets, meanFaces);

export async function written(...events: readonly Event[]): Promise<MemoryStore> {
  const run = new MemoryStore();
  const log = logOf(run);
  for (const event of events) log.write(event);
  await log.flush();
  return run;
}

/** What each line of each log is about: its step, and whether it is of a validation. */
export async function contents(run: Store) {
  const metrics = (await readMetrics(run)).map(({ step, swapErrors }) => [step, swapErrors !== undefined]);
  const logs = (await run.list('')).filter((name) => name.includes('tfevents'));
  const tensorBoard = [];
  for (const name of logs) {
    const records = logRecords(await run.read(name, 2 ** 20)).filter(({ names }) => names.length > 0);
    tensorBoard.push(...records.map(({ step, names }) => [step, names[0].startsWith('swap error/')]));
  }
  return { metrics, tensorBoard, previews: (await previewsOf(run)).map(({ step }) => step) };
}

/** Makes sure that every preview that is there is one that the metrics know. */
export async function expectKnownPreviews(run: Store): Promise<void> {
  const metrics = await readMetrics(run);
  for (const preview of await previewsOf(run)) {
    await expect(readPreview(run, preview, metrics)).resolves.toBeInstanceOf(Uint8Array);
  }
}
