import { describe, expect, test } from 'vitest';
import { runPool, type PoolWork } from '../../../src/engine/parallel/work-pool.ts';
import { InputError, JanusError } from '../../../src/errors.ts';
import { nextTurn, rejection, square, TestPool } from './test-pool.ts';

describe('what a worker has made ready for a task', () => {
  /** A pool whose workers hold something, and how many do. */
  const holding = (work: (index: number) => unknown) => {
    const held = { workers: 0 };
    const pool = new TestPool((_, __, atEnd) => {
      held.workers++;
      atEnd(async () => {
        await nextTurn();
        held.workers--;
      });
      return work;
    });
    return { held, pool };
  };

  test('is held while it works, and let go of at its end', async () => {
    const { held, pool } = holding(square);
    const onResult = () => {
      expect(held.workers).toBeGreaterThan(0);
    };
    await runPool(pool.work({ onResult }));
    expect(held.workers).toBe(0);
  });

  test('is let go of where an item fails, and at an abort, after the item that is under way', async () => {
    const failing = holding(() => {
      throw new JanusError('No.');
    });
    await rejection(runPool(failing.pool.work()));
    expect(failing.held.workers).toBe(0);

    const controller = new AbortController();
    const aborted = holding(square);
    const onResult = () => {
      controller.abort(new JanusError('Stopped.'));
    };
    await rejection(runPool(aborted.pool.work({ onResult }), { signal: controller.signal }));
    expect(aborted.held.workers).toBe(0);
  });
});

test('progress is how many items are done, of how many, after the result of each', async () => {
  const seen: unknown[] = [];
  await runPool(new TestPool().work({ items: 5, onResult: (index) => seen.push(index) }), {
    onProgress: (done, total) => seen.push([done, total]),
  });
  expect(seen.filter(Array.isArray)).toEqual([1, 2, 3, 4, 5].map((done) => [done, 5]));
  expect(seen.map((entry) => Array.isArray(entry))).toEqual([1, 2, 3, 4, 5].flatMap(() => [false, true]));
});

describe('work ends, and all workers are stopped,', () => {
  /** Runs a pool that fails, and what is true of each that does. */
  async function failureOfPool(pool: TestPool, change: Partial<PoolWork> = {}): Promise<unknown> {
    let results = 0;
    const { onResult = () => undefined } = change;
    const work = pool.work({
      items: 40,
      workers: 3,
      ...change,
      onResult: (index, result) => {
        results++;
        onResult(index, result);
      },
    });
    const error = await rejection(runPool(work));
    expect(pool).toMatchObject({ started: 3, stopped: 3 });
    const before = results;
    for (let turn = 0; turn < 10; turn++) await nextTurn();
    expect(results, 'results after the end').toBe(before);
    expect(results).toBeLessThan(40);
    return error;
  }

  test('with what `onResult` throws', async () => {
    const full = new JanusError('The disk is full.', 'Make room.');
    const onResult = (index: number) => {
      if (index === 7) throw full;
    };
    expect(await failureOfPool(new TestPool(), { onResult })).toBe(full);
  });

  test('with what `onProgress` throws', async () => {
    const closed = new Error('The terminal is closed.');
    const pool = new TestPool();
    const onProgress = () => {
      throw closed;
    };
    expect(await rejection(runPool(pool.work(), { onProgress }))).toBe(closed);
    expect(pool.stopped).toBe(2);
  });

  test.each([
    [
      'throws',
      (error: Error) => {
        throw error;
      },
    ],
    ['rejects with', (error: Error) => Promise.reject(error)],
  ])('with what an item %s', async (_, fail) => {
    const done: number[] = [];
    const pool = new TestPool(() => (index) => {
      done.push(index);
      return index === 13 ? fail(new InputError('13 has no square.', 'Take 12.')) : square(index);
    });
    const error = await failureOfPool(pool);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ message: '13 has no square.', advice: 'Take 12.' });
    expect(done.length).toBeLessThan(40);
  });

  test('with what the preparation of a task throws', async () => {
    const pool = new TestPool((task, worker) => {
      if (worker === 1) throw new InputError(`There is no task ${String(task)}.`, 'Choose another.');
      return square;
    });
    const error = await failureOfPool(pool, { task: 'draw' });
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ message: 'There is no task draw.', advice: 'Choose another.' });
  });

  test('with an error of none of Janus’s, as one of its message', async () => {
    const pool = new TestPool(() => () => {
      throw new TypeError('x is undefined');
    });
    const error = await failureOfPool(pool);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(JanusError);
    expect(error).toMatchObject({
      message: 'x is undefined',
      stack: expect.stringContaining('work-pool.test') as string,
    });
  });

  test('with the error of a worker that cannot be started', async () => {
    const pool = new TestPool();
    const start = () => {
      if (pool.started === 2) throw new JanusError('There is no memory for a worker.');
      return pool.start();
    };
    const error = await rejection(runPool(pool.work({ start, workers: 3 })));
    expect(error).toMatchObject({ message: 'There is no memory for a worker.' });
    expect(pool).toMatchObject({ started: 2, stopped: 2 });
  });

  test('with the error of a worker that died', async () => {
    const died = new JanusError('A worker ended.', 'Free some memory.');
    const pool = new TestPool((_, worker) => (index) => {
      if (worker === 2) pool.ends[worker](died);
      return square(index);
    });
    expect(await failureOfPool(pool)).toBe(died);
  });
});
