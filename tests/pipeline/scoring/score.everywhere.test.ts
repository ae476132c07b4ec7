import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { provenPixels } from '../../../src/clips/proven-pixels.ts';
import { correlation } from '../../../src/evaluate/metrics/correlation.ts';
import { groundTruthCrop } from '../../../src/extract/ground-truth-crop.ts';
import { render, shotOf, type Shot } from '../../../src/index.ts';
import type { DrivingClip } from '../../../src/pipeline/driving-clip.ts';
import type { ExtractedClip } from '../../../src/pipeline/extract.ts';
import { loadProbes } from '../../../src/pipeline/networks/pretrained.ts';
import type { TrainedRun } from '../../../src/pipeline/run/load.ts';
import { expectDrivingPair, type Direction } from '../../../src/pipeline/score.ts';
import { swapClip } from '../../../src/pipeline/swap.ts';
import { connectNetworks } from '../../../src/train/autoencoder.ts';
import { filmed, testPlan, twoPeople as people } from '../clips.ts';
import {
  convert,
  FRAMES,
  grey,
  host,
  loadClips,
  plans,
  run,
  SIDE,
  SIZE,
  type ScoreSwap,
} from './grey-run.ts';

const shots = (person: number): Shot[] => plans[person].frames.map((_, i) => shotOf(plans[person], i));
const crops = (of: readonly Shot[]) => of.map((shot) => groundTruthCrop(shot, SIZE, SIDE));
/** What a perfect decoder predicts: the target under the driver's performance and capture. */
const keys = (driver: number, wanted: number) =>
  crops(shots(driver).map((shot) => ({ ...shot, identity: people[wanted] })));

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

let clips: ExtractedClip[];
let driving: DrivingClip;
let directionOf: ScoreSwap;

beforeAll(async () => {
  ({ clips, driving, directionOf } = await loadClips());
});

describe('a swap whose decoders predict one picture each', () => {
  let direction: Direction;
  beforeAll(async () => {
    direction = await directionOf(run);
  });

  test('has no skill over the same picture, in crops and in frames', () => {
    const { skill, swapError, meanFaceError, regions } = direction.cropScores;
    expect(swapError).toBe(meanFaceError);
    expect(swapError).toBeCloseTo(errorOf(Array<Uint8Array>(FRAMES).fill(grey(1)), keys(0, 1)), 3);
    expect([skill, regions.eyes.skill, regions.mouth.skill]).toEqual([0, 0, 0]);
    expect(direction.frameScores.skill).toBe(0);
    expect(direction.frameScores.swapError).toBeGreaterThan(5);
  });

  test('is compared with the filmed faces as they were', () => {
    const own = crops(shots(0)).map(({ pixels }) => pixels);
    expect(direction.cropScores.noSwapError).toBeCloseTo(errorOf(own, keys(0, 1)), 3);
  });

  test('is compared with what the decoder predicts of the answer key: here the same picture', () => {
    expect(direction.cropScores.reconstructionError).toBe(direction.cropScores.swapError);
    expect(direction.cropScores.transferGap).toBe(0);
  });

  test('follows no performance, while the answer key does, and is the other person', async () => {
    const { swap: seen, key } = direction.probes;
    expect(seen.pose.yaw).toBeNull();
    const pictures = Uint8Array.from(keys(0, 1).flatMap(({ pixels }) => [...pixels]));
    const probes = await loadProbes(host);
    const estimates = await probes.predictPose(provenPixels(pictures, SIDE, SIDE, FRAMES));
    probes.dispose();
    const follows = correlation(
      plans[0].frames.map(({ performance }) => performance.yaw),
      estimates.map(({ yaw }) => yaw),
    );
    expect(key.pose.yaw).toBeCloseTo(follows, 6);
    expect(key.pose.yaw).toBeGreaterThan(0.5);
    expect(key.identityAccuracy).toBe(1);
    expect(key.likeness).toBe(1);
  });
});

test('a reconstruction is what the decoder predicts of the crop keys, as the target themself', async () => {
  // A mirror of what it sees, of the target's own faces; black, of anybody else's.
  const mirroring: TrainedRun = {
    ...run,
    model: connectNetworks(
      {},
      {
        encode: (faces, source) => (source === 1 ? tf.reverse(faces, 2) : tf.zerosLike(faces)),
        decode: (latent) => latent as tf.Tensor4D,
      },
    ),
  };
  const { cropScores: scores } = await directionOf(mirroring);
  const truth = keys(0, 1);
  const mirrored = truth.map(({ pixels }) =>
    pixels.map((_, i) => {
      const column = Math.floor(i / 3) % SIDE;
      return pixels[i + 3 * (SIDE - 1 - 2 * column)];
    }),
  );
  const black = truth.map(({ pixels }) => pixels.map(() => 0));
  expect(scores.reconstructionError).toBeCloseTo(errorOf(mirrored, truth), 3);
  expect(scores.swapError).toBeCloseTo(errorOf(black, truth), 3);
  expect(scores.transferGap).toBeCloseTo(scores.swapError! - scores.reconstructionError!, 9);
});

test('a swapped clip has each frame as filmed, swapped, as a perfect decoder and as the mean face have it', async () => {
  const seen: [number, number][] = [];
  const progress: number[] = [];
  const tensors = tf.memory().numTensors;
  const swapped = await swapClip(host, run, driving, 1, {
    convert,
    onFrame: (index, { original, converted }) => {
      seen.push([index, converted.length]);
      expect(original.copy()).toEqual(render(shots(0)[index], SIZE).pixels);
      // The decoder predicts the mean face.
      expect(converted[0].copy()).toEqual(converted[2].copy());
      expect(converted[1].copy()).not.toEqual(converted[0].copy());
    },
    onProgress: (done, total) => progress.push(done / total),
  });
  expect(tf.memory().numTensors).toBe(tensors);
  expect(seen).toEqual([0, 1, 2, 3].map((index) => [index, 3]));
  // The answer keys are aligned in batches, here in one.
  expect(progress).toEqual([4, 5, 6, 7, 8].map((done) => done / 8));
  expect(swapped.predicted).toMatchObject({ count: FRAMES, width: SIDE, height: SIDE });
});

test('a swap is scored on two people, and on nothing that was trained on', async () => {
  const training = { ...clips[0], name: 'faces/p0-training', clip: await filmed(testPlan(31)) };
  expect(() => {
    expectDrivingPair([training, clips[1]], [0, 1]);
  }).toThrow('faces/p0-training is a training clip');
  expect(() => {
    expectDrivingPair(clips, [1, 1]);
  }).toThrow('Both clips are of the same person.');
  expect(() => {
    expectDrivingPair(clips, [0, 1]);
  }).not.toThrow();
});
