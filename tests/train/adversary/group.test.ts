import { beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../src/clips/manifest.ts';
import { nodeWorker } from '../../../src/engine/parallel/ports.ts';
import { runGroup } from '../../../src/engine/parallel/worker-group.ts';
import type { CheckpointFiles } from '../../../src/pipeline/run/checkpoint-files.ts';
import type { TrainConfig } from '../../../src/train/config/config.ts';
import { updates } from '../../../src/train/config/names.ts';
import { bundledWorker } from '../../bundled-worker.ts';
import type { GanJob, GanResult } from './gan-worker.ts';
import { ganConfig } from './tiny-gan.ts';

const startWorker = await bundledWorker(new URL('gan-worker.ts', import.meta.url));

/** Stages begin before the steps 0, 3, 4, 5, 7, 8 and 9: so each stop is within a stage or where one begins. */
const STEPS = 10;
const STOPS = { alternating: [1, 2, 3, 4, 5, 6, 7, 8, 9], joint: [6, 7, 8] };
const RATE = 1e-4;

const train = (worldSize: number, job: GanJob): Promise<GanResult[]> =>
  runGroup<GanJob, GanResult>({ worldSize, start: () => nodeWorker(startWorker()), job });

const weightsOf = ({ networks }: CheckpointFiles): Float32Array =>
  Float32Array.from(
    Object.values(networks).flatMap(({ weights }) => [...new Float32Array(weights.buffer.slice(0))]),
  );

/** Of all of a checkpoint that a training goes on with. */
const digestOf = ({ networks, optimizer }: CheckpointFiles): string =>
  sha256Hex(
    Uint8Array.from(
      [...Object.values(networks).map(({ weights }) => weights), optimizer.values].flatMap((bytes) => [
        ...bytes,
      ]),
    ),
  );

/**
 * That two checkpoints after so many steps are the same to rounding. A gradient of nearly nothing may differ in
 * its sign, and each of Adam's steps by twice its rate: so a few weights may be off by that.
 */
function expectNear(found: CheckpointFiles, expected: CheckpointFiles, steps: number): void {
  expect(found.optimizer.entries).toEqual(expected.optimizer.entries);
  const weights = weightsOf(expected);
  const off = weightsOf(found).map((weight, i) => Math.abs(weight - weights[i]));
  expect(Math.max(...off)).toBeLessThan(2 * 2 * RATE * steps);
  const mean = off.reduce((sum, value) => sum + value, 0) / off.length;
  expect(mean).toBeLessThan(0.01 * RATE * steps);
}

describe.each(updates)('a training of a GAN with %s updates', (update) => {
  const config: TrainConfig = {
    ...ganConfig,
    update,
    learningRate: RATE,
    schedule: 'constant',
    stop: { steps: STEPS },
    saveEvery: 0,
  };
  let one: readonly CheckpointFiles[];
  let two: readonly CheckpointFiles[];
  let others: readonly GanResult[];

  beforeAll(async () => {
    [
      {
        saved: [one],
      },
    ] = await train(1, { config, starts: ['new'] });
    const results = await train(2, { config, starts: ['new'] });
    [
      {
        saved: [two],
      },
    ] = results;
    others = results;
  });

  test('takes the same steps on two workers as on one, to rounding', () => {
    expect(two.map(({ progress, stage }) => [progress.step, stage])).toEqual(
      [0, 0, 0, 1, 2, 3, 3, 4, 5, 6].map((stage, i) => [i + 1, stage]),
    );
    two.forEach((checkpoint, i) => {
      expectNear(checkpoint, one[i], i + 1);
    });
    const [first, last] = [one[0], one[STEPS - 1]].map(weightsOf);
    const moved = last.map((weight, at) => Math.abs(weight - first[at]));
    expect(Math.max(...moved), 'so much is more than rounding').toBeGreaterThan(100 * RATE);
  });

  /** Of two workers, each has a person's networks as a whole; of three, a decoder is cut. */
  test('exchanges decoders of which each worker has a part', async () => {
    const start = one[6];
    const [{ saved }] = await train(3, { config: { ...config, saveEvery: 1e9 }, starts: [start] });
    expect([start.stage, saved[0][0].stage]).toEqual([3, 6]);
    expectNear(saved[0][0], one[STEPS - 1], STEPS - 7);
  });

  test('is resumed by two workers from any step to the same bytes', async () => {
    const resumed = await train(2, {
      config: { ...config, saveEvery: 1e9 },
      starts: STOPS[update].map((step) => two[step - 1]),
    });
    const [{ saved }, { saved: nothing }] = resumed;
    expect(nothing.flat()).toEqual([]);
    expect(saved.map(({ length }) => length)).toEqual(STOPS[update].map(() => 1));
    saved.forEach(([files], i) => {
      expect(files.stage).toBe(6);
      expect(digestOf(files), `stopped after step ${STOPS[update][i]}`).toBe(digestOf(two[STEPS - 1]));
    });
    expect(
      [...others, ...resumed].map(({ left }) => left),
      'tensors left behind',
    ).toEqual([0, 0, 0, 0]);
  });
});
