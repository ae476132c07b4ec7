import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { provenPixels } from '../../../src/clips/proven-pixels.ts';
import { sealManifest, shotOf, type ClipPlan } from '../../../src/clips/manifest.ts';
import { groundTruthCrop } from '../../../src/extract/ground-truth-crop.ts';
import { answerKey, planClip, sampleIdentity } from '../../../src/index.ts';
import { cropKeys } from '../../../src/pipeline/dataset/crop-keys.ts';
import type { ExtractedClip } from '../../../src/pipeline/extract.ts';
import { drawnClip } from '../../../src/pipeline/frame-source.ts';
import { splitFaces } from '../../../src/pipeline/dataset/split.ts';
import { faceAt, FaceDataset } from '../../../src/train/dataset/face-dataset.ts';
import { extracted } from '../clips.ts';
import { localHost, useWasm } from '../local-host.ts';

const SIDE = 64;
const SIZE = 64;

const planOf = (seed: number, frames: number, takes: number): ClipPlan =>
  planClip({ identity: sampleIdentity(seed), kind: 'training', seed: 1, frames, takes, size: SIZE, fps: 25 });

/** Of a clip that is never drawn: only its keys are. */
function clipOf(
  seed: number,
  frames: number,
  takes: number,
  landmarks: 'found' | 'truth' = 'truth',
): ExtractedClip {
  const plan = planOf(seed, frames, takes);
  const hashes = plan.frames.map(() => '0'.repeat(64));
  const clip = drawnClip(sealManifest(plan, hashes));
  return {
    clip,
    name: `clip ${seed}`,
    alignments: { formatVersion: 1, clip: '', seal: clip.plan.seal, landmarks, frames: [] },
  };
}

/** Faces whose pixels all are their frame's number. */
function facesOf(count: number): FaceDataset {
  const area = SIDE ** 2;
  const pixels = Uint8Array.from({ length: count * 3 * area }, (_, i) => Math.floor(i / (3 * area)));
  return new FaceDataset(provenPixels(pixels, SIDE, SIDE, count), new Uint8Array(count * area).fill(255));
}

/** The frames that faces of {@link facesOf} are of. */
const framesIn = (set: FaceDataset): number[] =>
  Array.from({ length: set.count }, (_, i) => faceAt(set, i).pixels[0]);

const split = (clips: readonly ExtractedClip[]) =>
  splitFaces(
    localHost(),
    clips,
    clips.map(({ clip }) => facesOf(clip.plan.frames.length)),
  );

beforeAll(useWasm);

describe('the validation set', () => {
  test('is the last takes of each clip, with the answer key of its swap to the next person', async () => {
    const clips = [clipOf(1, 30, 3), clipOf(2, 12, 2)];
    const { train, validation } = await split(clips);
    expect(train.map(({ count }) => count)).toEqual([20, 6]);
    expect(framesIn(train[0])).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(
      validation.map(({ source, target, faces, keys }) => [source, target, faces.count, keys.count]),
    ).toEqual([
      [0, 1, 10, 10],
      [1, 0, 6, 6],
    ]);
    const [first] = validation;
    expect(framesIn(first.faces)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    const [{ plan }, other] = clips.map(({ clip }) => clip);
    const key = groundTruthCrop(answerKey(shotOf(plan, 23), other.plan.identity).crop, SIZE, SIDE);
    expect(faceAt(first.keys, 3)).toEqual({ pixels: key.pixels, mask: key.mask });
  });

  test('begins with a take, and is a tenth of the clip at the least', async () => {
    const even = clipOf(2, 40, 40);
    const { train } = await split([clipOf(1, 40, 20), even]);
    expect(train.map(({ count }) => count)).toEqual([36, 36]);
    const [uneven] = (await split([clipOf(1, 40, 6), even])).train;
    expect(uneven.count).toBe(33);
  });

  test('of a clip of one take is its last tenth, and never all of it', async () => {
    const { train, validation } = await split([clipOf(1, 40, 1), clipOf(2, 2, 1)]);
    expect(train.map(({ count }) => count)).toEqual([36, 1]);
    expect(validation.map(({ faces }) => faces.count)).toEqual([4, 1]);
  });

  test('has sixteen faces at the most, spread over what is left to it', async () => {
    const { train, validation } = await split([clipOf(1, 80, 2), clipOf(2, 12, 2)]);
    expect(train[0].count).toBe(40);
    const frames = framesIn(validation[0].faces);
    expect(frames).toHaveLength(16);
    expect([frames[0], frames[1], frames[15]]).toEqual([40, 42, 77]);
  });

  test('of a clip of one frame is nothing: it is refused', async () => {
    await expect(split([clipOf(1, 1, 1), clipOf(2, 2, 1)])).rejects.toThrow('too short to train on');
  });
});

test("crop keys are aligned as B's own faces were: by the landmarks that are found in them", async () => {
  const a = clipOf(1, 2, 1, 'found');
  const identity = sampleIdentity(2);
  const tensors = tf.memory().numTensors;
  const keys = await cropKeys(localHost(), a, identity);
  expect(tf.memory().numTensors).toBe(tensors);
  // A clip of B, who does what A does, is filmed and extracted.
  const plan = { ...planOf(1, 2, 1), identity };
  const { alignments, faces } = await extracted(plan, 'found');
  expect(keys.alignments).toEqual(alignments.frames);
  for (const frame of [0, 1]) {
    expect(faceAt(keys.faces, frame)).toEqual(faceAt(faces!, frame));
    expect(keys.alignments[frame].error, 'not the truth').toBeGreaterThan(0);
    const truth = groundTruthCrop(shotOf(plan, frame), SIZE, SIDE);
    expect(faceAt(keys.faces, frame).pixels).not.toEqual(truth.pixels);
  }
});
