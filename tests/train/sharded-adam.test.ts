import { beforeAll, expect, test } from 'vitest';
import { nodeWorker } from '../../src/engine/parallel/ports.ts';
import { runGroup } from '../../src/engine/parallel/worker-group.ts';
import { startThread } from '../../src/node/threads/thread.ts';
import type { PlainCheckpoint, TinyJob, TinyResult } from './tiny-worker.ts';

const STEPS = 12;

const trainOn = (count: number, job: TinyJob = {}) =>
  runGroup<TinyJob, TinyResult>({
    worldSize: count,
    start: () => nodeWorker(startThread(new URL('tiny-worker', import.meta.url), {})),
    job,
  });

/** The largest difference between numbers that should be the same but for rounding, next to the largest number. */
function difference(found: readonly number[], expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs), 1e-12);
  return Math.max(...expected.map((value, i) => Math.abs(found[i] - value))) / largest;
}

/** By one worker. */
let alone: readonly PlainCheckpoint[];
/** By three, of which each has a part of what Adam remembers. */
let three: readonly TinyResult[];

beforeAll(async () => {
  [{ saved: alone }] = await trainOn(1);
  three = await trainOn(3);
});

test('what the members of a team remember is, together, what one would', () => {
  const [{ saved }, ...others] = three;
  expect(others.map((other) => other.saved)).toEqual([[], []]);
  expect(saved.map(({ progress }) => progress.step)).toEqual(alone.map(({ progress }) => progress.step));
  const [found, expected] = [saved[0], alone[0]];
  const describe = ({ optimizer }: PlainCheckpoint) =>
    optimizer.map(({ shape, dtype }, i) => [
      shape,
      dtype,
      optimizer[i].name.split('/').at(-1), // m or v; models made in another thread name their layers otherwise
    ]);
  expect(describe(found)).toEqual(describe(expected));
  found.optimizer.forEach(({ name, values }, i) => {
    expect(difference(values, expected.optimizer[i].values), name).toBeLessThan(1e-4);
  });
});

test.each([1, 2, 3])('%i go on from where three were', async (count) => {
  const from = three[0].saved[STEPS / 2 - 1];
  expect(from.progress.step).toBe(STEPS / 2);
  const [{ saved }] = await trainOn(count, { from });
  const found = saved.at(-1)!;
  expect(found.progress.step).toBe(STEPS);
  const unbroken = three[0].saved.at(-1)!;
  if (count === 3) expect(found.weights).toEqual(unbroken.weights);
  found.weights.forEach((weights, i) => {
    expect(difference(weights, unbroken.weights[i]), `weights ${i}`).toBeLessThan(2e-3);
  });
});

test('no tensor is left behind', async () => {
  const again = await trainOn(2, { from: three[0].saved[1] });
  expect([...three, ...again].map(({ left }) => left)).toEqual([0, 0, 0, 0, 0]);
});
