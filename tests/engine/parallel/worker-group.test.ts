import { describe, expect, it, test } from 'vitest';
import type { TrainingJob, TrainingReport } from '../training-job.ts';
import { nodeWorker } from '../../../src/engine/parallel/ports.ts';
import { runGroup, usableWorkers } from '../../../src/engine/parallel/worker-group.ts';
import { bundledWorker } from '../../bundled-worker.ts';
import type { OddJob } from './odd-worker.ts';

const startTrainer = await bundledWorker(new URL('group-worker.ts', import.meta.url));
const startOdd = await bundledWorker(new URL('odd-worker.ts', import.meta.url));
const trainer = () => nodeWorker(startTrainer());
const odd = () => nodeWorker(startOdd());

const train = (count: number, job: Partial<TrainingJob> = {}) =>
  runGroup<TrainingJob, TrainingReport>({
    worldSize: count,
    start: trainer,
    job: {
      order: 'joint',
      sizes: { widths: [4, 8, 12, 16], dense: 12, identities: 2 },
      batch: 6,
      steps: 8,
      rate: 0.01,
      ...job,
    },
  });

/** The losses of each step: those of the workers' slices add up. */
const lossesOf = (reports: readonly TrainingReport[]): number[] =>
  reports[0].losses.map((_, step) => reports.reduce((sum, { losses }) => sum + losses[step], 0));

describe('a group of workers', () => {
  it('takes the same steps as one worker, to rounding, whatever its number', async () => {
    const alone = lossesOf(await train(1));
    expect(alone.at(-1)!).toBeLessThan(0.97 * alone[0]);
    for (const count of [2, 3]) {
      const reports = await train(count);
      lossesOf(reports).forEach((loss, step) => {
        expect(Math.abs(loss - alone[step]), `${count} workers, step ${step}`).toBeLessThan(1e-5);
      });
      expect(new Set(reports.map(({ checksum }) => checksum)).size, 'all have the same weights').toBe(1);
      for (const { tensors } of reports) expect(tensors.after).toBe(tensors.before);
    }
  });

  it('trains any number of decoders', async () => {
    const three = { sizes: { widths: [4, 8, 12, 16], dense: 12, identities: 3 }, steps: 3 } as const;
    const alone = lossesOf(await train(1, three));
    const two = await train(2, three);
    lossesOf(two).forEach((loss, step) => {
      expect(Math.abs(loss - alone[step])).toBeLessThan(1e-5);
    });
    expect(two[0].checksum).toBe(two[1].checksum);
  });

  it('gives the same bytes when the training is repeated', async () => {
    const [first, second] = [await train(2), await train(2)];
    expect(second.map(({ checksum }) => checksum)).toEqual(first.map(({ checksum }) => checksum));
  });

  it.each([1, 3])('of %i ends after the same step everywhere when a stop is requested', async (count) => {
    const stop = new AbortController();
    const results = await runGroup<OddJob, number[][]>({
      worldSize: count,
      start: odd,
      job: { kind: 'until stopped' },
      stop: stop.signal,
      onMessage: (_, step) => {
        if (step === 5) stop.abort();
      },
    });
    const steps = results.map(([[step]]) => step);
    expect(new Set(steps).size).toBe(1);
    expect(steps[0]).toBeGreaterThan(5);
    expect(results.map(([, ...gathered]) => gathered)).toEqual([
      [[count, count]], // each gave one, in the last step
      ...Array<[]>(count - 1).fill([]),
    ]);
  });

  it('sums gradients, each worker a shard of them, and leaves weights without gradients as they are', async () => {
    const messages: [number, unknown][] = [];
    const results = await runGroup<OddJob, number[][]>({
      worldSize: 3,
      start: odd,
      job: { kind: 'train', steps: 4 },
      onMessage: (rank, message) => messages.push([rank, message]),
    });
    for (const result of results) {
      result.slice(0, 4).forEach((seen, step) => {
        const wrong = 0;
        const [last, nobodys] = [Array<number>(4).fill(step + 1), Array<number>(3).fill(5)];
        expect(seen).toEqual([wrong, ...last, ...nobodys]);
      });
      expect(result[4], 'no tensor but the variables is left').toEqual([3]);
    }
    // 120 001 floats and 4 and 3, each with a gap up to the next sixteenth, cut into three.
    const sizes = results.map((result) => result[5]);
    expect(sizes).toEqual([[40_016], [40_016], [39_969, 4, 3]]);
    const [gathered, ...nothing] = results.map((result) => result[6]);
    const expected = sizes.flatMap((parts, rank) => {
      const size = parts.reduce((sum, part) => sum + part);
      return Array.from({ length: size }, (_, i) => 1e6 * rank + i);
    });
    expect(gathered.length).toBe(expected.length);
    expect(gathered.findIndex((mark, i) => mark !== expected[i])).toBe(-1);
    expect(nothing).toEqual([[], []]);
    expect(messages).toHaveLength(12);
  });

  const fault = (kind: 'throw' | 'exit' | 'finish') =>
    runGroup<OddJob, unknown>({
      worldSize: 3,
      start: odd,
      job: { kind: 'train', steps: 5, fault: { rank: 1, step: 2, kind } },
    });

  it("ends with a worker's error and its advice", async () => {
    await expect(fault('throw')).rejects.toMatchObject({
      message: 'The paint ran out.',
      advice: 'Buy more paint.',
    });
  });

  it('ends when a worker dies, and does not wait for it', async () => {
    await expect(fault('exit')).rejects.toThrow(/A worker ended with code 3 before its job was done/);
  });

  it('ends when a worker finishes before the others, and does not wait for it', async () => {
    await expect(fault('finish')).rejects.toThrow('A worker finished its job before the others.');
  });

  it('ends when aborted, though its workers wait for each other', async () => {
    const controller = new AbortController();
    let steps = 0;
    const group = runGroup<OddJob, unknown>({
      worldSize: 3,
      start: odd,
      job: { kind: 'train', steps: 5, fault: { rank: 0, step: 2, kind: 'hang' } },
      onMessage: () => {
        if (++steps === 6) controller.abort(new Error('enough'));
      },
      signal: controller.signal,
    });
    await expect(group).rejects.toThrow('enough');
  });
});

test.each([
  [4, 4],
  [2.9, 2],
  [0, 1],
  [NaN, 1],
])('of %d workers wanted, %d are usable', (wanted, usable) => {
  expect(usableWorkers(wanted)).toBe(usable);
});
