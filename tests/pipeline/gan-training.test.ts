import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ExtractedClip } from '../../src/pipeline/extract.ts';
import { readCheckpoint, findCheckpoint } from '../../src/pipeline/run/checkpoint.ts';
import { loadRun } from '../../src/pipeline/run/load.ts';
import { readMetrics, type Metrics } from '../../src/pipeline/run/metrics.ts';
import { MemoryStore } from '../../src/pipeline/run/store.ts';
import { logRecords } from '../../src/pipeline/run/tensorboard.ts';
import { beginRun } from '../../src/pipeline/train.ts';
import { termNames } from '../../src/train/config/names.ts';
import { chosen, options, trainingClips } from './short-training.ts';
import { localHost, useWasm } from './local-host.ts';

const host = localHost();
const names = ['seed:31', 'seed:32'];
const STEPS = 2;
let clips: ExtractedClip[];

const train = async (change: Partial<typeof chosen>): Promise<MemoryStore> => {
  const run = new MemoryStore();
  await beginRun(host, run, clips, { ...chosen, preset: 'thumbnail', steps: STEPS, ...change }, options);
  return run;
};

/** All names of scalars in a run's log of TensorBoard, by step. */
async function tensorBoardOf(run: MemoryStore): Promise<Record<number, string[]>> {
  const [log] = (await run.list('')).filter((name) => name.includes('tfevents'));
  const found: Record<number, string[]> = {};
  for (const { step, names } of logRecords(await run.read(log, 2 ** 20))) (found[step] ??= []).push(...names);
  return found;
}

const isValidation = ({ swapErrors }: Metrics) => swapErrors !== undefined;

beforeAll(async () => {
  await useWasm();
  clips = await trainingClips();
});

describe('a training with all that a GAN has', () => {
  let run: MemoryStore;
  let left: number;
  beforeAll(async () => {
    const tensors = tf.memory().numTensors;
    run = await train({
      adversary: 'mixup',
      alpha: 'on',
      attention: 'on',
      edgeWeight: 0.1,
      stages: 'faceswap-gan',
    });
    left = tf.memory().numTensors - tensors;
  });

  test('leaves no tensor behind', () => {
    expect(left).toBe(0);
  });

  test('reports every term apart, and the losses as their sums without the discriminators’', async () => {
    const steps = (await readMetrics(run)).filter((line) => !isValidation(line));
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
    for (const { losses, terms } of steps) {
      expect(Object.keys(terms!)).toEqual(names);
      for (const name of names) {
        const own = terms![name];
        expect(Object.keys(own)).toEqual([...termNames]);
        for (const value of Object.values(own)) expect(value).toBeGreaterThan(0);
        const { reconstruction, edges, adversarial, alpha } = own;
        expect(losses![name]).toBeCloseTo(reconstruction! + edges! + adversarial! + alpha!, 9);
      }
    }
  });

  test('reports the discriminators’ accuracy with every validation', async () => {
    const validations = (await readMetrics(run)).filter(isValidation);
    expect(validations.map(({ step }) => step)).toEqual([0, 1, 2]);
    for (const { discriminatorAccuracy } of validations) {
      expect(Object.keys(discriminatorAccuracy!)).toEqual(names);
      for (const accuracy of Object.values(discriminatorAccuracy!)) {
        expect(accuracy).toBeGreaterThanOrEqual(0);
        expect(accuracy).toBeLessThanOrEqual(1);
      }
    }
  });

  test('has all of it in TensorBoard’s log', async () => {
    const scalars = await tensorBoardOf(run);
    for (let step = 1; step <= STEPS; step++) {
      for (const name of names) {
        expect(scalars[step]).toContain(`loss/${name}`);
        expect(scalars[step]).toContain(`discriminator accuracy/${name}`);
        for (const term of termNames) expect(scalars[step]).toContain(`loss of ${name}/${term}`);
      }
    }
  });

  test('has discriminators and its stage in its checkpoint, and is loaded to swap with', async () => {
    const { folder } = (await findCheckpoint(run, 'thumbnail'))!;
    const { stage, networks } = await readCheckpoint(run, folder);
    expect(stage, 'the last step begins half-way').toBe(3);
    expect(Object.keys(networks).filter((name) => name.startsWith('discriminator'))).toEqual([
      'discriminator-0',
      'discriminator-1',
    ]);
    const tensors = tf.memory().numTensors;
    const trained = await loadRun(run);
    tf.tidy(() => {
      expect(trained.model.paint(tf.zeros([1, 32]), 0).alpha!.shape).toEqual([1, 32, 32, 1]);
    });
    trained.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

test('a training without an adversary has none of them', async () => {
  const run = await train({});
  const lines = await readMetrics(run);
  expect(lines.filter((line) => !isValidation(line)).map((line) => Object.keys(line))).toEqual(
    Array.from({ length: STEPS }, () => ['step', 'seconds', 'losses', 'imagesPerSecond']),
  );
  expect(lines.filter(isValidation).map((line) => Object.keys(line).sort())).toEqual(
    Array.from({ length: STEPS + 1 }, () => ['preview', 'seconds', 'skill', 'step', 'swapErrors']),
  );
  const scalars = Object.values(await tensorBoardOf(run)).flat();
  expect(scalars.filter((name) => /loss of|discriminator/.test(name))).toEqual([]);
  expect(scalars).toContain('loss/seed:31');
});
