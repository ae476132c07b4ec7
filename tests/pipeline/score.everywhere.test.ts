import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import type { ConvertOptions } from '../../src/convert/convert-frame.ts';
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
import { faceAt } from '../../src/train/face-dataset.ts';
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
let gallery: IdentityGallery;
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
  gallery = await IdentityGallery.enroll(people);
  direction = await evaluateSwap(swap, converted, { gallery, meanFace: average(1) });
});

/** Pictures after each other, in shared memory. */
function joined(pictures: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(new SharedArrayBuffer(pictures.length * pictures[0].length));
  pictures.forEach((picture, i) => {
    all.set(picture, i * picture.length);
  });
  return all;
}

describe('a swap whose decoders paint one picture each', () => {
  test('has no skill over the same picture, in crops and in frames', () => {
    const { skill, swapError, meanFaceError, regions } = direction.crops;
    expect(swapError).toBe(meanFaceError);
    expect(swapError).toBeCloseTo(errorOf(Array<Float32Array>(FRAMES).fill(average(1)), keys(0, 1)), 3);
    expect([skill, regions.eyes.skill, regions.mouth.skill]).toEqual([0, 0, 0]);
    expect(direction.frames.skill).toBe(0);
    expect(direction.frames.swapError).toBeGreaterThan(5);
  });

  test('is compared with the filmed faces as they were', () => {
    const own = crops(shots(0)).map(({ pixels }) => pixels);
    // Cut out by landmarks that alignments.json has rounded: the least bit off.
    expect(direction.crops.noSwapError).toBeCloseTo(errorOf(own, keys(0, 1)), 1);
  });

  test('is compared with what the decoder paints of the answer key: here the same picture', () => {
    expect(direction.crops.reconstructionError).toBe(direction.crops.swapError);
    expect(direction.crops.transferGap).toBe(0);
  });

  test('follows no performance, while the answer key does, and is the other person', async () => {
    const { swap: seen, key } = direction.probes;
    expect(seen.pose.yaw).toBeNull();
    const estimates = await (await loadProbes()).predictPose(keys(0, 1).map(({ pixels }) => pixels));
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

describe('in place of what a decoder paints,', () => {
  const scoresOf = async (painted: readonly Uint8Array[], options: ConvertOptions = converted.options) =>
    evaluateSwap(
      swap,
      { ...converted, painted: joined(painted), options },
      { gallery, meanFace: average(1) },
    );
  const keyPixels = () => keys(0, 1).map(({ pixels }) => pixels);

  test.each([
    {},
    { mask: 'hull', colour: 'reinhard', erode: 0.05 },
    { mask: 'truth', blend: 'poisson', sharpen: 0.5 },
  ] as const)('the answer key has all skill in crops and in frames, put back with %o', async (changes) => {
    const {
      crops: scores,
      frames,
      probes,
    } = await scoresOf(keyPixels(), { ...converted.options, ...changes });
    expect(scores).toMatchObject({ skill: 1, swapError: 0, skillOfPerfect: 1, ssim: 1 });
    expect(frames).toMatchObject({ skill: 1, swapError: 0, flicker: 0, skillOfPerfect: 1 });
    expect(frames.frameError).toBe(frames.pastingError);
    expect(frames.pastingError).toBeGreaterThan(0);
    expect(probes.swap).toEqual(probes.key);
  });

  test('the filmed face itself has no likeness', async () => {
    const own = Array.from({ length: FRAMES }, (_, i) => faceAt(driving[0].faces, i).pixels);
    const { crops: scores, probes } = await scoresOf(own);
    expect(probes.swap.likeness).toBe(0);
    expect(scores.swapError).toBe(scores.noSwapError);
  });

  test('nothing that is pasted is perfect under a mask that is empty', async () => {
    const { frames } = await scoresOf(keyPixels(), { ...converted.options, erode: 1 });
    expect(frames).toMatchObject({ skill: null, swapError: null, pastingError: null, skillOfPerfect: null });
    expect(frames.frameErrors).toEqual(Array(FRAMES).fill(null));
  });
});
