import { expect, test } from 'vitest';
import { Turns } from '../../src/engine/backend/turns.ts';

const turns = new Turns();
const inTurn = turns.take.bind(turns);

/** Long enough for whatever waits for nothing. */
const soon = () => new Promise((resolve) => setTimeout(resolve));

/** Work that ends when it is told to. */
function held(name: string, log: string[]): { work: () => Promise<string>; end: () => void } {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = async () => {
    log.push(`${name} begins`);
    await ended;
    log.push(`${name} ends`);
    return name;
  };
  return { work, end };
}

test('work waits for all that was asked for before, however that ended', async () => {
  const log: string[] = [];
  const [a, b] = [held('a', log), held('b', log)];
  const failing = () => {
    log.push('fails');
    return Promise.reject(new Error('no'));
  };
  const results = Promise.allSettled([inTurn(a.work), inTurn(failing), inTurn(b.work)]);
  b.end();
  await soon();
  expect(log).toEqual(['a begins']);
  a.end();
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(log).toEqual(['a begins', 'a ends', 'fails', 'b begins', 'b ends']);
});

test('a signal ends the waiting at once, the work is never begun, and the next still waits', async () => {
  const log: string[] = [];
  const [a, b, c] = [held('a', log), held('b', log), held('c', log)];
  const controller = new AbortController();
  const first = inTurn(a.work);
  const second = inTurn(b.work, controller.signal);
  const third = inTurn(c.work);
  await soon();
  controller.abort(new Error('enough'));
  await expect(second).rejects.toThrow('enough');
  expect(log).toEqual(['a begins']);
  [a, b, c].forEach(({ end }) => {
    end();
  });
  expect(await Promise.all([first, third])).toEqual(['a', 'c']);
  expect(log).toEqual(['a begins', 'a ends', 'c begins', 'c ends']);
});

test('work that has begun ends by itself, and gives its result', async () => {
  const controller = new AbortController();
  const a = held('a', []);
  const result = inTurn(a.work, controller.signal);
  await soon();
  controller.abort();
  a.end();
  expect(await result).toBe('a');
  await expect(inTurn(a.work, controller.signal)).rejects.toBe(controller.signal.reason);
});
