import { describe, expect, it, test } from 'vitest';
import type { TrainingJob, TrainingReport } from './training-job.ts';
import { GroupEnded } from '../../src/engine/parallel/barrier.ts';
import { GroupMember } from '../../src/engine/parallel/group-member.ts';
import { nodeWorker } from '../../src/engine/parallel/ports.ts';
import { splitBatch } from '../../src/engine/parallel/batch-slices.ts';
import { runGroup, usableWorkers } from '../../src/engine/parallel/worker-group.ts';
import { JanusError } from '../../src/errors.ts';
import { bundledWorker } from '../bundled-worker.ts';
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

describe('what workers exchange', () => {
  const run = <Result>(job: OddJob, worldSize = 3, onMessage?: (rank: number, message: unknown) => unknown) =>
    runGroup<OddJob, Result>({ worldSize, start: odd, job, ...(onMessage && { onMessage }) });

  it.each([1, 2, 3])('scalars: all of %i get what each gave, round after round', async (count) => {
    const results = await run({ kind: 'exchange scalars' }, count);
    const expected = Array.from({ length: 50 }, (_, round) =>
      Array.from({ length: count }, (_, rank) => ({
        round,
        even: (round + rank) % 2 === 0,
        // Up to 98: more than one round has room for.
        list: Array.from({ length: 2 * round }, (_, i) => 1000 * rank + i),
      })),
    );
    for (const result of results) expect(result).toEqual(expected);
  });

  it('several sets of weights in one job', async () => {
    for (const result of await run<number[][]>({ kind: 'share twice' }, 2))
      expect(result).toEqual([[5], [41]]);
  });

  it('gradients of which some workers, or all, have none', async () => {
    const range = Array.from({ length: 50 }, (_, i) => i);
    for (const [trained, left, tensors] of await run<number[][]>({ kind: 'partly empty' })) {
      expect(trained).toEqual(Array(50).fill(8));
      expect(left).toEqual(range);
      expect(tensors).toEqual([2]);
    }
  });

  it('no weights of different sizes, with advice', async () => {
    await expect(run({ kind: 'share other sizes' }, 2)).rejects.toMatchObject({
      name: 'JanusError',
      message: expect.stringMatching(/different sizes: \d+, \d+ bytes/) as string,
    });
  });

  it('nothing with a worker that has finished: the group ends with an error', async () => {
    await expect(run({ kind: 'share alone' })).rejects.toThrow(
      'A worker finished its job before the others.',
    );
  });

  it('no message after a job has ended, nor what becomes of its thread', async () => {
    const messages: unknown[] = [];
    const results = await run({ kind: 'send late' }, 2, (_, message) => messages.push(message));
    expect(results).toEqual(['done', 'done']);
    expect(messages).toEqual(['in time']);
  });

  it('messages that wait until their handler is done, with its error', async () => {
    const handled: unknown[] = [];
    const [result] = await run({ kind: 'deliver' }, 1, async (_, message) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      handled.push(message);
      if (message === 'refuse') throw new JanusError('There is no room.', 'Make some.');
    });
    expect(handled).toEqual([{ bytes: new Uint8Array([1, 2, 3]).buffer }, 'refuse']);
    expect(result).toEqual({
      moved: true,
      name: 'JanusError',
      message: 'There is no room.',
      advice: 'Make some.',
    });
  });

  it('a message whose handler fails, nobody waiting, fails the next call of a member without a group', async () => {
    const member = GroupMember.alone(() => {
      throw new Error('no');
    });
    member.send(1);
    await new Promise((resolve) => setTimeout(resolve));
    expect(() => member.allGatherScalars({ a: 1 })).toThrow('no');
    await expect(member.deliver(2)).rejects.toThrow('no');
  });

  it('messages that are handled to their end, though a worker dies meanwhile', async () => {
    const [begun, done]: number[][] = [[], []];
    const fault = { rank: 1, step: 2, kind: 'exit' } as const;
    const group = run({ kind: 'train', steps: 4, fault }, 2, async (rank) => {
      begun.push(rank);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      done.push(rank);
    });
    await expect(group).rejects.toThrow(JanusError);
    expect(begun).not.toEqual([]);
    expect(done).toEqual(begun);
  });

  it('a message whose handler fails, nobody waiting, ends the group', async () => {
    const group = run({ kind: 'train', steps: 3 }, 2, () => Promise.reject(new Error('The log is full.')));
    await expect(group).rejects.toThrow('The log is full.');
  });
});

describe('the only worker', () => {
  it('hands its messages to a handler on its own thread, and waits for it', async () => {
    const handled: unknown[] = [];
    const member = GroupMember.alone(async (message) => {
      await Promise.resolve();
      handled.push(message);
      if (message === 'refuse') throw new JanusError('There is no room.', 'Make some.');
    });
    await member.deliver('one');
    expect(handled).toEqual(['one']);
    await expect(member.deliver('refuse')).rejects.toMatchObject({ advice: 'Make some.' });
    expect(member.allGatherScalars({ loss: 2, stop: true })).toEqual([{ loss: 2, stop: true }]);
  });

  it('sends nothing, and delivers nothing, after its end', async () => {
    const handled: unknown[] = [];
    const member = GroupMember.alone((message) => handled.push(message));
    member.end();
    member.send('late');
    await expect(member.deliver('late')).rejects.toThrow(GroupEnded);
    expect(handled).toEqual([]);
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

describe('a batch', () => {
  const range = (length: number) => Array.from({ length }, (_, i) => i);

  it('is split so that every image has one worker, and each worker about as many', () => {
    for (const [people, batch, count] of [
      [range(2), 16, 1],
      [range(2), 16, 2],
      [range(2), 16, 3],
      [range(3), 5, 2],
      [[2], 3, 4],
      [[3, 1], 5, 3],
      [range(4), 1, 3],
    ] as const) {
      const images = range(count).map((rank) =>
        splitBatch(people, batch, rank, count).flatMap(({ person, first, end }) =>
          range(end - first).map((i) => [person, first + i]),
        ),
      );
      expect(images.flat()).toEqual(people.flatMap((person) => range(batch).map((i) => [person, i])));
      const sizes = images.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  it('of two people gives each of two workers one of them', () => {
    expect(splitBatch([0, 1], 16, 0, 2)).toEqual([{ person: 0, first: 0, end: 16 }]);
    expect(splitBatch([0, 1], 16, 1, 2)).toEqual([{ person: 1, first: 0, end: 16 }]);
  });
});
