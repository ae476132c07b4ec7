import { describe, expect, test } from 'vitest';
import { answerKey, planClip, sampleIdentity } from '../../src/index.ts';
import { sealManifest, shotOf } from '../../src/clips/manifest.ts';
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { holdOut } from '../../src/pipeline/split.ts';
import type { FaceDataset } from '../../src/train/face-dataset.ts';

const SIDE = 32;
const SIZE = 64;

const clipOf = (seed: number, frames: number, takes: number) => {
  const identity = sampleIdentity(seed);
  const plan = planClip({ identity, kind: 'training', seed: 1, frames, takes, size: SIZE, fps: 25 });
  return sealManifest(
    plan,
    plan.frames.map(() => '0'.repeat(64)),
  );
};

/** Faces whose pixels all are their frame's number. */
const facesOf = (count: number): FaceDataset => ({
  count,
  side: SIDE,
  pixels: Uint8Array.from({ length: count * 3 * SIDE ** 2 }, (_, i) => Math.floor(i / (3 * SIDE ** 2))),
  masks: new Uint8Array(count * SIDE ** 2).fill(255),
});

describe('what is held out', () => {
  test('is the last takes of each clip, with the answer key of its swap to the next person', async () => {
    const manifests = [clipOf(1, 30, 3), clipOf(2, 12, 2)];
    const { people, validation } = await holdOut([facesOf(30), facesOf(12)], manifests);
    expect(people.map(({ count }) => count)).toEqual([20, 6]);
    expect(Math.max(...people[0].pixels)).toBe(19);
    expect(validation.map(({ source, target, count }) => [source, target, count])).toEqual([
      [0, 1, 10],
      [1, 0, 6],
    ]);
    const [first] = validation;
    const length = 3 * SIDE ** 2;
    const frames = Array.from({ length: 10 }, (_, i) => first.crops[i * length]);
    expect(frames).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    const key = groundTruthCrop(answerKey(shotOf(manifests[0], 23), manifests[1].identity).crop, SIZE, SIDE);
    expect(first.keys.subarray(3 * length, 4 * length)).toEqual(key.pixels);
    expect(first.keyMasks.subarray(3 * SIDE ** 2, 4 * SIDE ** 2)).toEqual(key.mask);
  });

  test('begins with a take, and is a tenth of the clip at the least', async () => {
    const manifests = [clipOf(1, 40, 20), clipOf(2, 40, 40)];
    const { people } = await holdOut([facesOf(40), facesOf(40)], manifests);
    expect(people.map(({ count }) => count)).toEqual([36, 36]);
    const [uneven] = (await holdOut([facesOf(40), facesOf(40)], [clipOf(1, 40, 6), manifests[1]])).people;
    expect(uneven.count).toBe(33);
  });

  test('of a clip of one take is its last tenth, and never all of it', async () => {
    const manifests = [clipOf(1, 40, 1), clipOf(2, 2, 1)];
    const { people, validation } = await holdOut([facesOf(40), facesOf(2)], manifests);
    expect(people.map(({ count }) => count)).toEqual([36, 1]);
    expect(validation.map(({ count }) => count)).toEqual([4, 1]);
  });

  test('of a clip of one frame is nothing: it is refused', async () => {
    const manifests = [clipOf(1, 1, 1), clipOf(2, 2, 1)];
    await expect(holdOut([facesOf(1), facesOf(2)], manifests)).rejects.toThrow('too short to train on');
  });
});
