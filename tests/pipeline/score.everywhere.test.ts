import * as tf from '@tensorflow/tfjs';
import { withStart } from '../../src/train/config/start.ts';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { provenPixels, type ProvenPixels } from '../../src/clips/proven-pixels.ts';
import type { ConvertOptions } from '../../src/convert/convert-frame.ts';
import { correlation } from '../../src/evaluate/metrics/correlation.ts';
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { cropKeys } from '../../src/pipeline/dataset/crop-keys.ts';
import { extractClip, type ExtractedClip } from '../../src/pipeline/extract.ts';
import { IdentityGallery } from '../../src/pipeline/scoring/identity-gallery.ts';
import { loadProbes } from '../../src/pipeline/networks/pretrained.ts';
import type { TrainedRun } from '../../src/pipeline/run/load.ts';
import { loadCast } from '../../src/pipeline/people.ts';
import { MemoryStore } from '../../src/pipeline/run/store.ts';
import { expectDrivingPair, scoreClip, type Direction } from '../../src/pipeline/score.ts';
import { loadDriving, type DrivingClip } from '../../src/pipeline/driving-clip.ts';
import { swapClip } from '../../src/pipeline/swap.ts';
import { planClip, render, sampleIdentity, shotOf, type Shot } from '../../src/index.ts';
import { defaultsOf } from '../../src/setting.ts';
import { settings } from '../../src/settings.ts';
import { connectNetworks } from '../../src/train/autoencoder.ts';
import { filmed, testPlan, twoPeople as people } from './clips.ts';
import { localHost, useWasm } from './local-host.ts';

const [SIZE, SIDE, FRAMES] = [96, 64, 4];
const host = localHost();
const plans = people.map((identity, seed) =>
  planClip({ identity, kind: 'driving', seed, frames: FRAMES, size: SIZE, fps: 2 }),
);
const shots = (person: number): Shot[] => plans[person].frames.map((_, i) => shotOf(plans[person], i));
const crops = (of: readonly Shot[]) => of.map((shot) => groundTruthCrop(shot, SIZE, SIDE));
/** What a perfect decoder predicts: the target under the driver's performance and capture. */
const keys = (driver: number, wanted: number) =>
  crops(shots(driver).map((shot) => ({ ...shot, identity: people[wanted] })));

/** One grey picture of each person: decoders that have learnt nothing else. */
const shades = [90, 150];
const grey = (person: number) => new Uint8Array(3 * SIDE * SIDE).fill(shades[person]);

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

/** A run whose decoders predict one picture each. */
const run: TrainedRun = {
  config: {
    janus: '0',
    settings: withStart(defaultsOf(settings.train)),
    compute: { backend: 'wasm', workers: 1 },
    landmarks: 'truth',
    people: people.map((identity, i) => ({
      name: `p${i}`,
      identity,
      seal: '',
      alignments: '',
      meanFace: '',
    })),
  },
  store: new MemoryStore(),
  steps: 1,
  latents: [],
  flip: false,
  meanFaces: [0, 1].map((person) => provenPixels(grey(person), SIDE, SIDE)),
  dispose: () => undefined,
  model: connectNetworks(
    {},
    {
      encode: (faces) => tf.zeros([faces.shape[0], 1]),
      decode: (latent, target) => tf.fill([latent.shape[0], SIDE, SIDE, 3], shades[target] / 255),
    },
  ),
};

/** The same with decoders that predict these faces, whatever they see. */
const predicting = (faces: ProvenPixels): TrainedRun => ({
  ...run,
  model: connectNetworks(
    {},
    {
      encode: (crops, source) => run.model.encode(crops, source),
      decode: (latent, target) =>
        tf.tidy(() => {
          const pictures = Array.from({ length: faces.count }, (_, i) => faces.copy(i));
          const all = tf.stack(pictures.map((picture) => tf.tensor3d(picture, [SIDE, SIDE, 3], 'float32')));
          expect(latent.shape[0]).toBe(faces.count);
          return target === 1 ? tf.div(all, 255) : run.model.decode(latent, target);
        }),
    },
  ),
});

let clips: ExtractedClip[];
let driving: DrivingClip;
let gallery: IdentityGallery;
const convert = defaultsOf(settings.convert);

async function directionOf(
  of: TrainedRun,
  changes: Partial<ConvertOptions> = {},
  clip = driving,
): Promise<Direction> {
  const swapped = await swapClip(host, of, clip, 1, { convert: { ...convert, ...changes } });
  return scoreClip(of, swapped, gallery);
}

beforeAll(async () => {
  await useWasm();
  clips = await Promise.all(
    plans.map(async (plan) => extractClip(host, await filmed(plan), 'clip', { landmarks: 'truth' })),
  );
  driving = await loadDriving(host, run, clips[0], 0);
  gallery = await IdentityGallery.enroll(host, people);
});

test('the cast is enrolled without drawing anybody', async () => {
  const fresh = localHost();
  const started = vi.spyOn(fresh, 'startPoolWorker');
  const [first, second] = (await loadCast(fresh)).map(({ identity }) => identity);
  (await IdentityGallery.enroll(fresh, [first, second])).dispose();
  expect(started).not.toHaveBeenCalled();
});

test('people who are enrolled already are not drawn again, and leave no tensor', async () => {
  const started = vi.spyOn(host, 'startPoolWorker');
  const tensors = tf.memory().numTensors;
  const again = await IdentityGallery.enroll(host, [people[1], people[0]]);
  again.dispose();
  expect(started).not.toHaveBeenCalled();
  expect(tf.memory().numTensors).toBe(tensors);
  const stranger = sampleIdentity(9);
  (await IdentityGallery.enroll(host, [people[0], stranger])).dispose();
  expect(started).toHaveBeenCalledOnce();
  started.mockRestore();
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

describe('in place of what a decoder predicts,', () => {
  test.each([
    {},
    { mask: 'hull', colour: 'reinhard', erode: 0.05 },
    { mask: 'truth', blend: 'poisson', sharpen: 0.5 },
  ] as const)('the answer key has all skill in crops and in frames, put back with %o', async (changes) => {
    const perfect = (await cropKeys(host, clips[0], people[1])).faces.images;
    const {
      cropScores: scores,
      frameScores: frames,
      probes,
    } = await directionOf(predicting(perfect), changes);
    expect(scores).toMatchObject({ skill: 1, swapError: 0, skillOfPerfect: 1, ssim: 1 });
    expect(frames).toMatchObject({ skill: 1, swapError: 0, flicker: 0, skillOfPerfect: 1 });
    expect(frames.frameError).toBe(frames.pastingError);
    expect(frames.pastingError).toBeGreaterThan(0);
    expect(probes.swap).toEqual(probes.key);
  });

  test('the answer key has all skill where faces are found, smoothed over time, too', async () => {
    const found = await extractClip(host, clips[0].clip, 'clip');
    const smooth = await loadDriving(host, run, found, 2);
    const perfect = (await cropKeys(host, smooth.extracted, people[1])).faces.images;
    const { cropScores: scores, frameScores: frames } = await directionOf(predicting(perfect), {}, smooth);
    expect(scores).toMatchObject({ skill: 1, swapError: 0 });
    expect(frames).toMatchObject({ skill: 1, swapError: 0 });
  });

  test('the filmed face itself has no likeness', async () => {
    const { cropScores: scores, probes } = await directionOf(predicting(driving.faces.images));
    expect(probes.swap.likeness).toBe(0);
    expect(scores.swapError).toBe(scores.noSwapError);
  });

  test('nothing that is pasted is perfect under a mask that is empty', async () => {
    const perfect = (await cropKeys(host, clips[0], people[1])).faces.images;
    const { frameScores: frames } = await directionOf(predicting(perfect), { erode: 1 });
    expect(frames).toMatchObject({ skill: null, swapError: null, pastingError: null, skillOfPerfect: null });
    expect(frames.frameErrors).toEqual(Array(FRAMES).fill(null));
  });
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
