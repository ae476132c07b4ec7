import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { sealManifest } from '../../src/clips/manifest.ts';
import { smoothingMethods } from '../../src/convert/names.ts';
import { InputError, renderTruth, shotOf } from '../../src/index.ts';
import { align } from '../../src/extract/canonical-face.ts';
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { warpAffine } from '../../src/extract/crop.ts';
import { transform } from '../../src/extract/similarity.ts';
import { landmarkNames } from '../../src/faces/landmarks.ts';
import {
  alignFaces,
  extractionDigest,
  extractClip,
  loadFaces,
  smoothAlignments,
  type ExtractedClip,
} from '../../src/pipeline/extract.ts';
import { drawnClip, openDrawn } from '../../src/pipeline/frame-source.ts';
import { faceAt, LANDMARK_NUMBERS, meanFace, subset } from '../../src/train/dataset/face-dataset.ts';
import { extracted, filmed, filmedAndKept, FRAME_SIZE as SIZE, testPlan } from './clips.ts';
import { localHost, useWasm } from './local-host.ts';

const SIDE = 64;
const plan = testPlan(7, { seed: 3 });
const truths = plan.frames.map((_, i) => renderTruth(shotOf(plan, i), SIZE));
let clip: ExtractedClip;
/** As it is when it is read again: without the faces that extraction has cut out. */
let read: ExtractedClip;

const gaussian = (smooth: number) => ({ smoothBy: 'gaussian', smooth }) as const;

beforeAll(async () => {
  await useWasm();
  clip = await extracted(plan);
  read = { clip: clip.clip, alignments: clip.alignments, name: clip.name };
});

describe("an extraction by the renderer's landmarks", () => {
  test('has the truth of every frame, and its crops are what the renderer draws there', async () => {
    expect(clip.alignments).toMatchObject({ clip: clip.name, seal: clip.clip.plan.seal, landmarks: 'truth' });
    const set = await loadFaces(localHost(), read);
    expect(set).toMatchObject({ count: truths.length, side: SIDE });
    truths.forEach(({ pixels, faceMask, landmarks }, i) => {
      const { frame, error, confidence, landmarks: found, box } = clip.alignments.frames[i];
      expect({ frame, error, confidence }).toEqual({ frame: i, error: 0, confidence: 1 });
      landmarkNames.forEach((name, k) => {
        expect(Math.hypot(found[k][0] - landmarks[name].x, found[k][1] - landmarks[name].y)).toBeLessThan(
          0.01,
        );
      });
      const { x, y } = landmarks.noseTip;
      expect(x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height).toBe(true);
      const toCrop = align(landmarks, SIDE);
      landmarkNames.forEach((name, k) => {
        const at = LANDMARK_NUMBERS * i + 2 * k;
        const { x, y } = transform(toCrop, landmarks[name]);
        expect([SIDE * set.landmarks[at], SIDE * set.landmarks[at + 1]]).toEqual([
          expect.closeTo(x, 1),
          expect.closeTo(y, 1),
        ]);
      });
      const face = faceAt(set, i);
      expect(face.pixels).toEqual(Uint8Array.from(warpAffine(pixels, SIZE, 3, toCrop, SIDE).map(Math.round)));
      expect(face.mask).toEqual(Uint8Array.from(warpAffine(faceMask, SIZE, 1, toCrop, SIDE).map(Math.round)));
    });
  });

  test('has cut out by then what is cut out when it is read again', async () => {
    const again = await loadFaces(localHost(), read);
    const progress: number[][] = [];
    const faces = await loadFaces(localHost(), clip, { onProgress: (...done) => progress.push(done) });
    expect(faces).toBe(clip.faces);
    expect(progress).toEqual([[6, 6]]);
    expect(faces.masks).toEqual(again.masks);
    expect(faces.landmarks).toEqual(again.landmarks);
    truths.forEach((_, i) => {
      expect(faceAt(faces, i)).toEqual(faceAt(again, i));
    });
  });

  test.each(['truth', 'found'] as const)(
    'is the same of frames that were just drawn, and draws none again; landmarks: %s',
    async (landmarks) => {
      for (const kind of ['training', 'driving'] as const) {
        const plan = testPlan(7, { seed: 3, kind });
        const again = await extractClip(localHost(), await filmed(plan), 'a', { landmarks });
        const kept = await filmedAndKept(plan);
        const nobody = localHost((reference) => ({
          ...openDrawn(reference),
          read: () => expect.unreachable('a frame was drawn'),
        }));
        const progress: number[] = [];
        const clip = await extractClip(nobody, kept, 'a', {
          landmarks,
          onProgress: (done) => progress.push(done),
        });
        expect(progress.at(-1)).toBe(6);
        expect(clip.alignments).toEqual(again.alignments);
        expect(clip.faces!.masks).toEqual(again.faces!.masks);
        truths.forEach((_, i) => {
          expect(faceAt(clip.faces!, i)).toEqual(faceAt(again.faces!, i));
        });
        // Frames to train on are needed no more; those to swap are.
        expect(clip.clip.drawn === undefined).toBe(kind === 'training');
        if (kind === 'training') continue;
        const cut = await loadFaces(nobody, smoothAlignments(clip, gaussian(1)));
        const cutAgain = await loadFaces(localHost(), smoothAlignments(again, gaussian(1)));
        expect(cut.masks).toEqual(cutAgain.masks);
        expect(faceAt(cut, 3)).toEqual(faceAt(cutAgain, 3));
      }
    },
  );
});

describe('an extraction of several batches, by several workers', () => {
  const long = testPlan(7, { frames: 40, takes: 40 });
  const host = { ...localHost(), cores: 3 };

  test('has each frame in its place, in the order asked for', async () => {
    const order = Array.from({ length: 37 }, (_, i) => (i * 11) % 40);
    const progress: number[] = [];
    const { alignments, faces, landmarks } = await alignFaces(host, await filmed(long), 'truth', {
      frames: order,
      onProgress: (done, total) => progress.push(done / total),
    });
    expect(alignments.map(({ frame }) => frame)).toEqual(order);
    order.forEach((frame, i) => {
      const truth = groundTruthCrop(shotOf(long, frame), SIZE, SIDE);
      expect(faceAt(faces, i), `frame ${frame}`).toEqual({ pixels: truth.pixels, mask: truth.mask });
      expect(landmarks[i].noseTip.x).toBeCloseTo(truth.landmarks.noseTip.x, 2);
    });
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress).toHaveLength(3);
    expect(progress.at(-1)).toBe(1);
  });

  test.each(['truth', 'found'] as const)(
    'stops between two of them, and leaves no tensor: %s',
    async (landmarks) => {
      const tensors = tf.memory().numTensors;
      const controller = new AbortController();
      let seen = 0;
      const extraction = extractClip(host, await filmedAndKept(long), 'clip', {
        ...{ landmarks, workers: 2, signal: controller.signal },
        onProgress: (done) => {
          seen = done;
          controller.abort(new Error('enough'));
        },
      });
      await expect(extraction).rejects.toThrow('enough');
      expect(seen).toBeLessThan(40);
      expect(tf.memory().numTensors).toBe(tensors);
    },
  );
});

test('landmarks that networks find are near the truth, whatever frames are given, and no tensor is left', async () => {
  const tensors = tf.memory().numTensors;
  const found = await alignFaces(localHost(), clip.clip, 'found');
  expect(tf.memory().numTensors).toBe(tensors);
  for (const { error, confidence } of found.alignments) {
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.2);
    expect(confidence).toBeLessThan(1);
  }
  const some = await alignFaces(localHost(), clip.clip, 'found', { frames: [4, 1] });
  expect(some.alignments.map(({ frame }) => frame)).toEqual([4, 1]);
  some.alignments.forEach(({ frame, transform }, i) => {
    const all = found.alignments[frame].transform;
    expect(transform.a).toBeCloseTo(all.a, 5);
    expect(transform.b).toBeCloseTo(all.b, 5);
    // Where the truth is, as seen in the crop that was found.
    const landmark = truths[frame].landmarks.noseTip;
    expect(some.landmarks[i].noseTip.x).toBeCloseTo(
      SIDE * (transform.a * landmark.x - transform.b * landmark.y + transform.tx),
      3,
    );
  });
});

test('landmarks are found on WebAssembly, whatever computes before and after', async () => {
  const onWasm = await alignFaces(localHost(), clip.clip, 'found');
  await tf.setBackend('cpu');
  const fromCpu = await alignFaces(localHost(), clip.clip, 'found');
  expect(tf.getBackend()).toBe('cpu');
  await useWasm();
  expect(fromCpu.alignments).toEqual(onWasm.alignments);
});

test('is refused: a frame that Janus did not draw, by extraction and by training alike', async () => {
  const { frames } = clip.clip.plan;
  // The moment of frame 2 in the manifest, the pixels of frame 3.
  const hashes = frames.map(({ sha256 }, i) => (i === 2 ? frames[3].sha256 : sha256));
  const forged = drawnClip(sealManifest(plan, hashes));
  for (const call of [
    () => extractClip(localHost(), forged, 'forged', { landmarks: 'truth' }),
    () => loadFaces(localHost(), { ...read, clip: forged }),
  ]) {
    const error: unknown = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(/Frame 2 \(frame-00002\.png\) is refused/);
  }
});

test('a set gives its mean face and a choice of its faces', async () => {
  const set = await loadFaces(localHost(), clip);
  const chosen = subset(set, [4, 1]);
  expect(chosen.count).toBe(2);
  expect(faceAt(chosen, 0)).toEqual(faceAt(set, 4));
  expect(faceAt(chosen, 1)).toEqual(faceAt(set, 1));
  const mean = meanFace(chosen);
  expect(mean[77]).toBe((faceAt(set, 4).pixels[77] + faceAt(set, 1).pixels[77]) / 2);
  expect(() => meanFace(subset(set, []))).toThrow(InputError);
});

describe('smoothed alignments', () => {
  test.each(smoothingMethods)('by %s, are those that the faces are cut out by', async (smoothBy) => {
    const smooth = smoothAlignments(clip, { smoothBy, smooth: 1.5 });
    expect(smooth.faces, 'those were cut out by others').toBeUndefined();
    const { transform } = smooth.alignments.frames[2];
    expect(transform).not.toEqual(clip.alignments.frames[2].transform);
    const [a, b, tx, ty] = [transform.a, transform.b, transform.tx, transform.ty].map((part) => SIDE * part);
    expect(faceAt(await loadFaces(localHost(), smooth), 2).pixels).toEqual(
      Uint8Array.from(warpAffine(truths[2].pixels, SIZE, 3, { a, b, tx, ty }, SIDE), Math.round),
    );
  });

  test('of no width are those that were given', () => {
    for (const smoothBy of smoothingMethods) {
      expect(smoothAlignments(clip, { smoothBy, smooth: 0 })).toBe(clip);
    }
  });
});

test('the digest of an extraction follows all that its faces depend on, and not where the clip is', () => {
  const digest = extractionDigest(clip);
  const changed = (alignments: object) =>
    extractionDigest({ ...clip, alignments: { ...clip.alignments, ...alignments } });
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(changed({ clip: 'elsewhere' })).toBe(digest);
  expect(changed({ seal: '0' })).not.toBe(digest);
  expect(changed({ landmarks: 'found' })).not.toBe(digest);
  const [first, ...others] = clip.alignments.frames;
  expect(changed({ frames: [{ ...first, confidence: 0.9 }, ...others] })).not.toBe(digest);
});
