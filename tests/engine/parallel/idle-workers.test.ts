import { describe, expect, test, vi } from 'vitest';
import { IdleWorkers } from '../../../src/engine/parallel/idle-workers.ts';
import type { GroupWorker } from '../../../src/engine/parallel/messages.ts';
import { runPool, servePool } from '../../../src/engine/parallel/work-pool.ts';
import { JanusError } from '../../../src/errors.ts';
import { localWorker } from '../../../src/pipeline/workers/local-worker.ts';

/** Workers that add a task's number to an item's, and what became of them. */
function adders(patience?: number) {
  const stopped: number[] = [];
  const alive: boolean[][] = [];
  const ends: ((error: Error) => void)[] = [];
  let started = 0;
  const idle = new IdleWorkers((): GroupWorker => {
    const number = started++;
    alive.push([]);
    const worker = localWorker((port) => {
      servePool(port, (task) => (index) => {
        if (index === 13) throw new JanusError('Thirteen.', '');
        return (task as number) + index;
      });
    });
    return {
      ...worker,
      onEnd: (callback) => {
        ends[number] = callback;
      },
      keepAlive: (active) => alive[number].push(active),
      stop: () => {
        stopped.push(number);
        return worker.stop();
      },
    };
  }, patience);
  const add = async (task: number, items: number, workers: number): Promise<number[]> => {
    const results: number[] = [];
    const onResult = (index: number, result: unknown) => {
      results[index] = result as number;
    };
    await runPool({ start: idle.take, workers, task, items, onResult });
    return results;
  };
  return { add, stopped, alive, ends, started: () => started };
}

describe('a pool after a pool', () => {
  test('takes the workers that are idle, and starts those that are missing', async () => {
    const { add, stopped, started } = adders();
    expect(await add(10, 4, 2)).toEqual([10, 11, 12, 13]);
    expect(await add(20, 3, 2)).toEqual([20, 21, 22]);
    expect(started()).toBe(2);
    expect(await add(30, 3, 3)).toEqual([30, 31, 32]);
    expect(started()).toBe(3);
    expect(stopped).toEqual([]);
  });

  test('takes none that another pool uses', async () => {
    const { add, started } = adders();
    expect(await Promise.all([add(10, 3, 1), add(20, 3, 1)])).toEqual([
      [10, 11, 12],
      [20, 21, 22],
    ]);
    expect(started()).toBe(2);
  });

  test('takes none of a pool that failed: they may still be at work', async () => {
    const { add, stopped, started } = adders();
    await expect(add(0, 14, 2)).rejects.toThrow('Thirteen.');
    expect(stopped.toSorted()).toEqual([0, 1]);
    expect(await add(10, 2, 2)).toEqual([10, 11]);
    expect(started()).toBe(4);
  });

  test('takes none that died while it was idle', async () => {
    const { add, ends, started } = adders();
    await add(10, 1, 1);
    ends[0](new JanusError('It died.', ''));
    expect(await add(20, 1, 1)).toEqual([20]);
    expect(started()).toBe(2);
  });
});

test('an idle worker does not keep the process alive, one at work does', async () => {
  const { add, alive } = adders();
  await add(10, 1, 1);
  expect(alive).toEqual([[true, false]]);
  await add(20, 1, 1);
  expect(alive).toEqual([[true, false, true, false]]);
});

test('an idle worker is stopped in the end, and not before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { add, stopped, started } = adders(2);
    await add(10, 1, 1);
    vi.advanceTimersByTime(1900);
    await add(20, 1, 1);
    vi.advanceTimersByTime(1900);
    expect(stopped).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(stopped).toEqual([0]);
    expect(await add(30, 1, 1)).toEqual([30]);
    expect(started()).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});
