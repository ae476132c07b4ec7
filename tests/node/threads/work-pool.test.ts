import { expect, test } from 'vitest';
import { nodeWorker } from '../../../src/engine/parallel/ports.ts';
import { runPool, type PoolOptions } from '../../../src/engine/parallel/work-pool.ts';
import { InputError } from '../../../src/errors.ts';
import { startThread } from '../../../src/node/threads/thread.ts';

const start = () => nodeWorker(startThread(new URL('pool-worker', import.meta.url)));
const squares = async (
  items: number,
  workers: number,
  onResult: (item: number, square: unknown) => void,
  options?: PoolOptions,
) => runPool({ start, task: 2, items, workers, onResult }, options);

test.each([1, 3])('every item has its own answer, once, by %d threads', async (workers) => {
  const found: unknown[] = [];
  const progress: number[][] = [];
  const options = { onProgress: (...done: number[]) => progress.push(done) };
  const take = (item: number, square: unknown) => {
    expect(found[item]).toBeUndefined();
    found[item] = square;
  };
  await squares(12, workers, take, options);
  expect(found).toEqual(Array.from({ length: 12 }, (_, item) => item ** 2));
  expect(progress).toEqual(Array.from({ length: 12 }, (_, item) => [item + 1, 12]));
});

test('what a worker throws ends the work as it was thrown', async () => {
  const error: unknown = await squares(16, 2, () => undefined).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  expect(error).toMatchObject({ message: '13 has no square.', advice: 'Take 12.' });
});

test('what the caller throws ends the work', async () => {
  const refuse = () => {
    throw new Error('no room');
  };
  await expect(squares(20, 2, refuse)).rejects.toThrow('no room');
});

test('a worker that dies ends the work, with what to do', async () => {
  const onlyLast = runPool({
    start: () => {
      const worker = start();
      return {
        ...worker,
        // Item 17 in the place of the first.
        post: (message) => {
          const { kind } = message as { kind: string };
          worker.post(kind === 'item' ? { kind, index: 17 } : message);
        },
      };
    },
    task: 2,
    items: 1,
    workers: 1,
    onResult: () => undefined,
  });
  await expect(onlyLast).rejects.toMatchObject({
    name: 'JanusError',
    message: 'A worker ended with code 3 before its job was done.',
    advice: 'Try again with one thread (workers).',
  });
});

test('a signal ends the work, with its reason, and a task that is over by then is not begun', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const { signal } = controller;
  const stop = () => {
    controller.abort(reason);
  };
  await expect(squares(12, 2, stop, { signal })).rejects.toBe(reason);
  await expect(squares(12, 2, () => expect.fail(), { signal })).rejects.toBe(reason);
});

test('no items are no work', async () => {
  await squares(0, 2, () => expect.fail());
});
