import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { correlation } from '../../src/evaluate/correlation.ts';
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { openDriving, type DrivingClip } from '../../src/pipeline/driving-clip.ts';
import {
  convertSwap,
  evaluateSwap,
  type ConvertedSwap,
  type Direction,
} from '../../src/pipeline/evaluate-swap.ts';
import { extractClip } from '../../src/pipeline/extract-clip.ts';
import { filmClip } from '../../src/pipeline/film.ts';
import { IdentityGallery } from '../../src/pipeline/identity-gallery.ts';
import { openExtraction } from '../../src/pipeline/load-faces.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import type { TrainedRun } from '../../src/pipeline/load-run.ts';
import { loadProbes } from '../../src/pipeline/pretrained.ts';
import { planClip, sampleIdentity, shotOf, type Shot } from '../../src/index.ts';
import { defaultsOf, settings } from '../../src/settings.ts';
import { scratchFolder } from '../scratch-folder.ts';

const [SIZE, SIDE, FRAMES] = [96, 64, 4];
const people = [sampleIdentity(31), sampleIdentity(32)] as const;
const plans = people.map((identity, seed) =>
  planClip({ identity, kind: 'driving', seed, frames: FRAMES, size: SIZE, fps: 2 }),
);
const shots = (person: number): Shot[] => plans[person].frames.map((_, i) => shotOf(plans[person], i));
const crops = (of: readonly Shot[]) => of.map((shot) => groundTruthCrop(shot, SIZE, SIDE));
/** What a perfect decoder would paint: who is wanted, doing what the driver does, where the driver does it. */
const keys = (driver: number, wanted: number) =>
  crops(shots(driver).map((shot) => ({ ...shot, identity: people[wanted] })));

/** One grey picture of each person: decoders that have learnt nothing else. */
const shades = [90, 150];
const average = (person: number) => new Float32Array(3 * SIDE * SIDE).fill(shades[person]);

/** Mean over the frames of the mean absolute difference over a key's inner face. */
function errorOf(pictures: readonly ArrayLike<number>[], truth: ReturnType<typeof crops>): number {
  const errors = truth.map(({ pixels, mask }, frame) => {
    let [sum, weight] = [0, 0];
    mask.forEach((inner, i) => {
      for (const at of [3 * i, 3 * i + 1, 3 * i + 2]) {
        sum += inner * Math.abs(pictures[frame][at] - pixels[at]);
        weight += inner;
      }
    });
    return sum / weight;
  });
  return errors.reduce((sum, error) => sum + error) / errors.length;
}

const swap: TrainedRun = {
  config: {
    janus: '0',
    settings: defaultsOf(settings.train),
    compute: { backend: 'wasm', workers: 1 },
    people: people.map((identity, i) => ({
      name: `p${i}`,
      identity,
      extraction: '',
      seal: '',
      alignments: '',
    })),
  },
  steps: 1,
  flip: false,
  model: {
    networks: {},
    encode: (faces) => tf.zeros([faces.shape[0], 1]),
    decode: (latent, target) => tf.fill([latent.shape[0], SIDE, SIDE, 3], shades[target] / 255),
  },
};

const home = scratchFolder();
let driving: DrivingClip[];
let converted: ConvertedSwap;
let direction: Direction;

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  driving = await Promise.all(
    plans.map(async (plan, person) => {
      const [clip, faces] = [join(home, `clip-${person}`), join(home, `faces-${person}`)];
      await filmClip(plan, clip, { workers: 1 });
      await extractClip(clip, faces, { workers: 1 });
      return openDriving(await openExtraction(faces), person, { workers: 1 });
    }),
  );
  const options = defaultsOf(settings.convert);
  converted = await convertSwap(swap, driving[0], 1, { options, workers: 1 });
  direction = await evaluateSwap(swap, converted, driving[1], {
    gallery: await IdentityGallery.enroll(people),
    meanFace: average(1),
  });
});

describe('a swap whose decoders paint one picture each', () => {
  test('is exactly as good as the picture of the other person', () => {
    const { swapError, meanFaceError, regions } = direction.crops;
    expect(swapError).toBe(meanFaceError);
    expect(swapError).toBeCloseTo(errorOf(Array<Float32Array>(FRAMES).fill(average(1)), keys(0, 1)), 3);
    expect(regions.mouth.swapError).toBe(regions.mouth.meanFaceError);
  });

  test('is measured beside the filmed faces as they were, and its score follows', () => {
    const { noSwapError, swapError, swapScore } = direction.crops;
    // Cut out by landmarks that alignments.json has rounded: the least bit off.
    expect(noSwapError).toBeCloseTo(
      errorOf(
        crops(shots(0)).map(({ pixels }) => pixels),
        keys(0, 1),
      ),
      1,
    );
    expect(swapScore).toBeCloseTo(1 - swapError! / noSwapError!, 9);
  });

  test('is measured beside the other person painted as themselves, in their own clip', () => {
    const own = errorOf(Array<Float32Array>(FRAMES).fill(average(1)), crops(shots(1)));
    expect(direction.crops.reconstructionError).toBeCloseTo(own, 1);
  });

  test('shows nothing of the performance, while the answer key does, and is the other person', async () => {
    const { swap: seen, key } = direction.probes;
    expect(seen.performance.yaw).toBeNull();
    const read = await (await loadProbes()).predictPose(keys(0, 1).map(({ pixels }) => pixels));
    const acted = plans[0].frames.map(({ performance }) => performance.yaw);
    const follows = correlation(
      acted,
      read.map(({ yaw }) => yaw),
    );
    expect(key.performance.yaw).toBeCloseTo(follows, 6);
    expect(key.performance.yaw).toBeGreaterThan(0.5);
    expect(key.identityAccuracy).toBe(1);
  });

  test('does less for whole frames than the answer key in its place', () => {
    const { swap: painted, key } = direction.frames;
    expect(painted).toEqual(converted.frames);
    expect(key.swapError).toBeLessThan(0.5 * painted.swapError!);
    expect(key.noSwapError).toBe(painted.noSwapError);
  });
});
