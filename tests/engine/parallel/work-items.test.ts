import { describe, expect, test } from 'vitest';
import { runPool } from '../../../src/engine/parallel/work-pool.ts';
import { JanusError } from '../../../src/errors.ts';
import { localWorker } from '../../../src/pipeline/workers/local-worker.ts';
import { nextTurn, rejection, square, TestPool } from './test-pool.ts';

describe('the items of a task', () => {
  test.each([
    { workers: 1, items: 12, started: 1 },
    { workers: 2, items: 12, started: 2 },
    { workers: 3, items: 100, started: 3 },
    { workers: 5, items: 2, started: 2 },
    { workers: 2, items: 1, started: 1 },
  ])('are each done once: $items by $workers workers, of whom $started start', async (size) => {
    const { workers, items, started } = size;
    const done: number[] = [];
    const pool = new TestPool(() => (index) => {
      done.push(index);
      return square(index);
    });
    const results: unknown[] = [];
    const onResult = (index: number, result: unknown) => {
      expect(results[index], `a second result of item ${index}`).toBeUndefined();
      results[index] = result;
    };
    await runPool(pool.work({ workers, items, onResult }));
    const all = Array.from({ length: items }, (_, index) => index);
    expect(done.sort((a, b) => a - b)).toEqual(all);
    expect(results).toEqual(all.map(square));
    expect(pool).toMatchObject({ started, stopped: started });
  });

  test('have their results with their own numbers, whichever worker is first', async () => {
    // Later items of a worker take fewer turns; those of the first worker begin late.
    const pool = new TestPool((_, worker) => async (index) => {
      for (let turn = 0; turn < (worker === 0 ? 20 : 1) + ((7 * index) % 5); turn++) await nextTurn();
      return square(index);
    });
    const found: [number, unknown][] = [];
    const onResult = (index: number, result: unknown) => found.push([index, result]);
    await runPool(pool.work({ workers: 3, items: 30, onResult }));
    expect(found).toHaveLength(30);
    expect(found.map(([index]) => index)).not.toEqual(Array.from({ length: 30 }, (_, index) => index));
    for (const [index, result] of found) expect(result).toBe(square(index));
  });

  test('are taken by a slow worker more slowly', async () => {
    const counts = [0, 0];
    let openGate = (): void => undefined;
    const gate = new Promise<void>((resolve) => (openGate = resolve));
    // The first worker waits at its first item until the other has done all but those handed to the first.
    const pool = new TestPool((_, worker) => async () => {
      if (worker === 0) await gate;
      counts[worker]++;
      if (counts[1] === 17) openGate();
    });
    await runPool(pool.work({ items: 20 }));
    expect(counts).toEqual([3, 17]);
  });

  test.each([0, -1, NaN])('are not done by %d workers', async (workers) => {
    const work = { start: () => localWorker(() => undefined), workers, task: 0, items: 1 };
    await expect(runPool({ ...work, onResult: () => undefined })).rejects.toThrow(RangeError);
  });

  test('may be none: no worker starts', async () => {
    const pool = new TestPool();
    await runPool(pool.work({ items: 0, onResult: () => expect.fail() }), {
      onProgress: () => expect.fail(),
    });
    expect(pool.started).toBe(0);
  });

  test('are of the task that every worker is given, once', async () => {
    const tasks: [number, unknown][] = [];
    const pool = new TestPool((task, worker) => {
      tasks.push([worker, task]);
      return square;
    });
    const task = { kind: 'square' };
    await runPool(pool.work({ task, workers: 3 }));
    expect(tasks).toEqual([
      [0, task],
      [1, task],
      [2, task],
    ]);
  });
});

test('an item comes with its input, made when it is handed out', async () => {
  const made: number[] = [];
  const results: unknown[] = [];
  await runPool(
    new TestPool(() => (index, input) => [index, input]).work({
      workers: 2,
      items: 20,
      input: (index) => {
        made.push(index);
        return 10 * index;
      },
      onResult: (index, result) => {
        results[index] = result;
        // Each of the two has one more under way and two that wait.
        expect(made.length).toBeLessThanOrEqual(results.filter(Boolean).length + 5);
      },
    }),
  );
  expect(results).toEqual(Array.from({ length: 20 }, (_, index) => [index, 10 * index]));
});

test('an input that cannot be made ends the work: no result is given any more', async () => {
  const results: number[] = [];
  const pool = new TestPool();
  const failure = new JanusError('No input.');
  const work = pool.work({
    input: (index) => {
      if (index === 3) throw failure;
    },
    onResult: (index) => results.push(index),
  });
  expect(await rejection(runPool(work))).toBe(failure);
  await nextTurn();
  expect(results).toEqual([]);
  expect(pool).toMatchObject({ started: 2, stopped: 2 });
});

test('a few items are spread over all workers', async () => {
  const workers: number[] = [];
  await runPool(
    new TestPool((_, worker) => () => worker).work({
      workers: 4,
      items: 5,
      onResult: (_, worker) => workers.push(worker as number),
    }),
  );
  expect(new Set(workers).size).toBe(4);
});
