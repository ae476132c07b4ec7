import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { GroupWorker } from '../../src/engine/parallel/messages.ts';
import { runPool, servePool, type PoolWork } from '../../src/engine/parallel/work-pool.ts';
import { InputError, JanusError } from '../../src/errors.ts';
import { localWorker } from '../../src/pipeline/workers/local-worker.ts';

type Prepare = (
  task: unknown,
  worker: number,
  atEnd: (end: () => unknown) => void,
) => (index: number, input: unknown) => unknown;

const square = (index: number) => index ** 2;

/** A pool in this thread, and what becomes of its workers. */
class TestPool {
  started = 0;
  stopped = 0;
  /** What each worker calls when it ends. */
  readonly ends: ((error: Error) => void)[] = [];
  readonly #prepare: Prepare;

  /** @param prepare a worker's part, which is given the worker's number. */
  constructor(prepare: Prepare = () => square) {
    this.#prepare = prepare;
  }

  readonly start = (): GroupWorker => {
    const number = this.started++;
    const worker = localWorker((port) =>
      servePool(port, (task, atEnd) => this.#prepare(task, number, atEnd)),
    );
    return {
      ...worker,
      onEnd: (callback) => {
        this.ends[number] = callback;
      },
      stop: async () => {
        await nextTurn();
        await worker.stop();
        this.stopped++;
      },
    };
  };

  work(change: Partial<PoolWork> = {}): PoolWork {
    return { start: this.start, workers: 2, task: 'a task', items: 12, onResult: () => undefined, ...change };
  }
}

/** Waits until all messages that have been posted are delivered. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** What a promise is rejected with. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const nothing = Symbol('fulfilled');
  const reason = await promise.then(
    () => nothing,
    (error: unknown) => error,
  );
  expect(reason, 'it was fulfilled').not.toBe(nothing);
  return reason;
}

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

describe('an abort', () => {
  test.each([new JanusError('Stopped.'), 'a text'])(
    'while it works ends it with the signal’s reason: %s',
    async (reason) => {
      const controller = new AbortController();
      const pool = new TestPool();
      const results: number[] = [];
      const onResult = (index: number) => {
        results.push(index);
        if (results.length === 4) controller.abort(reason);
      };
      const { signal } = controller;
      expect(await rejection(runPool(pool.work({ items: 1000, onResult }), { signal }))).toBe(reason);
      expect(pool).toMatchObject({ started: 2, stopped: 2 });
      expect(results.length).toBeLessThan(20);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    },
  );

  test('ends work that waits for its workers', async () => {
    const controller = new AbortController();
    const pool = new TestPool(() => () => new Promise((resolve) => setTimeout(resolve, 50)));
    const running = runPool(pool.work(), { signal: controller.signal });
    await nextTurn();
    const reason = new JanusError('Stopped.');
    controller.abort(reason);
    expect(await rejection(running)).toBe(reason);
    expect(pool.stopped).toBe(2);
  });

  test('before it begins starts no worker, even where there is nothing to do', async () => {
    const reason = new JanusError('Stopped.');
    for (const items of [12, 0]) {
      const pool = new TestPool();
      const running = runPool(pool.work({ items }), { signal: AbortSignal.abort(reason) });
      expect(await rejection(running)).toBe(reason);
      expect(pool.started).toBe(0);
    }
  });

  test('after its end does nothing: no listener is left at the signal', async () => {
    const controller = new AbortController();
    await runPool(new TestPool().work(), { signal: controller.signal });
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });
});
