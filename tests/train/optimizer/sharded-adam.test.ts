import { beforeAll, describe, expect, test } from 'vitest';
import { nodeWorker } from '../../../src/engine/parallel/ports.ts';
import { runGroup } from '../../../src/engine/parallel/worker-group.ts';
import { updates } from '../../../src/train/config/names.ts';
import { bundledWorker } from '../../bundled-worker.ts';
import type { PlainCheckpoint, TinyJob, TinyResult } from '../tiny-worker.ts';

const STEPS = 12;
const startWorker = await bundledWorker(new URL('../tiny-worker.ts', import.meta.url));

const trainOn = (worldSize: number, job: TinyJob) =>
  runGroup<TinyJob, TinyResult>({
    worldSize,
    start: () => nodeWorker(startWorker()),
    job,
  });

/**
 * The largest difference between numbers that should be the same but for rounding, relative to the largest
 * number.
 */
function difference(found: readonly number[], expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs), 1e-12);
  return Math.max(...expected.map((value, i) => Math.abs(found[i] - value))) / largest;
}

function expectSameState(found: PlainCheckpoint, expected: PlainCheckpoint, tolerance: number): void {
  const describe = ({ optimizer }: PlainCheckpoint) =>
    optimizer.map(({ name, shape, dtype }) => [name, shape, dtype]);
  expect(describe(found)).toEqual(describe(expected));
  found.optimizer.forEach(({ name, values }, i) => {
    expect(difference(values, expected.optimizer[i].values), name).toBeLessThan(tolerance);
  });
  found.weights.forEach((weights, i) => {
    expect(difference(weights, expected.weights[i]), `weights ${i}`).toBeLessThan(tolerance);
  });
}

describe.each(updates)('a training with %s updates', (update) => {
  let one: readonly PlainCheckpoint[];
  /** By three workers, each of which has a shard of Adam's moments. */
  let three: readonly TinyResult[];

  beforeAll(async () => {
    [{ saved: one }] = await trainOn(1, { update });
    three = await trainOn(3, { update });
  });

  test('has the state of the optimizer on three workers that it has on one', () => {
    const [{ saved }, ...others] = three;
    expect(others.map((other) => other.saved)).toEqual([[], []]);
    expect(saved.map(({ progress }) => progress.step)).toEqual(one.map(({ progress }) => progress.step));
    expectSameState(saved[0], one[0], 1e-4);
  });

  test.each([1, 2, 3])('is resumed by %i workers where three were', async (worldSize) => {
    const from = three[0].saved[STEPS / 2 - 1];
    expect(from.progress.step).toBe(STEPS / 2);
    const resumed = await trainOn(worldSize, { update, from });
    const [{ saved }] = resumed;
    const found = saved.at(-1)!;
    expect(found.progress.step).toBe(STEPS);
    const uninterrupted = three[0].saved.at(-1)!;
    if (worldSize === 3) expect(found.weights).toEqual(uninterrupted.weights);
    found.weights.forEach((weights, i) => {
      expect(difference(weights, uninterrupted.weights[i]), `weights ${i}`).toBeLessThan(2e-3);
    });
    expect(new Set([...three, ...resumed].map(({ left }) => left)), 'tensors left behind').toEqual(
      new Set([0]),
    );
  });

  /** With a single image of each person in a step, three workers have nothing to do in most. */
  test('of single steps with some of the people is the same on any number of workers', async () => {
    const steps = { batch: 1, people: [[0], [0], [1], [0, 1], [1, 0], [0]] };
    const [alone, ...groups] = await Promise.all(
      [1, 2, 3].map((worldSize) => trainOn(worldSize, { update, steps })),
    );
    const [expected] = alone;
    expect(expected.losses.map(({ length }) => length)).toEqual([1, 1, 1, 2, 2, 1]);
    for (const group of groups) {
      expectSameState(group[0].saved[0], expected.saved[0], 1e-3);
      for (const { losses, means, left } of group) {
        expect(difference(losses.flat(), expected.losses.flat())).toBeLessThan(1e-4);
        expect(means.map(({ person }) => person)).toEqual([0, 1]);
        expect(
          difference(
            means.map(({ loss }) => loss),
            expected.means.map(({ loss }) => loss),
          ),
        ).toBeLessThan(1e-4);
        expect(left).toBe(0);
      }
    }
    const count = (name: string) => expected.saved[0].optimizer.find((entry) => entry.name === name)?.values;
    expect([count('shared/step'), count('person-0/step'), count('person-1/step')]).toEqual([
      update === 'joint' ? [6] : undefined,
      [5],
      [3],
    ]);
  });
});
