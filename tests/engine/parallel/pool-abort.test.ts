import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { runPool } from '../../../src/engine/parallel/work-pool.ts';
import { JanusError } from '../../../src/errors.ts';
import { nextTurn, rejection, TestPool } from './test-pool.ts';

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
