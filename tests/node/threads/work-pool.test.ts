import { expect, test } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { runWorkers } from '../../../src/node/threads/worker-pool.ts';

const worker = new URL('pool-worker', import.meta.url).href;
const squares = async (items: number, workers: number, onResult: (item: number, square: number) => void) =>
  runWorkers<object, number>({ worker, data: {}, items, workers, onResult });

test.each([1, 3])('every item has its own answer, once, by %d threads', async (workers) => {
  const found: number[] = [];
  await squares(12, workers, (item, square) => {
    expect(found[item]).toBeUndefined();
    found[item] = square;
  });
  expect(found).toEqual(Array.from({ length: 12 }, (_, item) => item ** 2));
});

test('what a worker throws ends the work as it was thrown', async () => {
  const error: unknown = await squares(20, 2, () => undefined).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  expect(error).toMatchObject({ message: '13 has no square.', advice: 'Take 12.' });
});

test('what the caller throws ends the work', async () => {
  const refuse = () => {
    throw new Error('no room');
  };
  await expect(squares(20, 2, refuse)).rejects.toThrow('no room');
});

test('no items are no work', async () => {
  await squares(0, 2, () => expect.fail());
});
