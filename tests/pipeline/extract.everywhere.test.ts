import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { frameFile, InputError, planClip, renderTruth, sampleIdentity, shotOf } from '../../src/index.ts';
import { align } from '../../src/extract/canonical-face.ts';
import { warpAffine } from '../../src/extract/crop.ts';
import { landmarkNames } from '../../src/faces/landmarks.ts';
import { extractClip } from '../../src/pipeline/extract-clip.ts';
import { filmClip } from '../../src/pipeline/film.ts';
import { loadFaces, openExtraction } from '../../src/pipeline/load-faces.ts';
import { meanFace, faceAt, subset } from '../../src/train/face-dataset.ts';
import { scratchFolder } from '../scratch-folder.ts';

const SIZE = 96;
const SIDE = 32;
const FRAMES = 5;
const wish = {
  identity: sampleIdentity(7),
  name: 'seed:7',
  kind: 'training',
  frames: FRAMES,
  size: SIZE,
  fps: 25,
} as const;
const plan = planClip({ ...wish, seed: 3 });
const truths = plan.frames.map((_, i) => renderTruth(shotOf(plan, i), SIZE));

const root = scratchFolder();
const clip = join(root, 'clips', 'a');
const faces = join(root, 'faces', 'a');
beforeAll(async () => {
  await filmClip(plan, clip);
  await extractClip(clip, faces);
});

describe("an extraction by the renderer's landmarks", () => {
  test('has the truth of every frame, and its crops are what the renderer draws there', async () => {
    const extraction = await openExtraction(faces);
    expect(extraction.alignments).toMatchObject({ clip: '../../clips/a', landmarks: 'truth' });
    const set = await loadFaces(extraction, SIDE);
    expect(set).toMatchObject({ count: FRAMES, side: SIDE });
    truths.forEach(({ pixels, faceMask, landmarks }, i) => {
      const { frame, error, confidence, landmarks: found, box } = extraction.alignments.frames[i];
      expect({ frame, error, confidence }).toEqual({ frame: i, error: 0, confidence: 1 });
      landmarkNames.forEach((name, k) => {
        expect(Math.hypot(found[k][0] - landmarks[name].x, found[k][1] - landmarks[name].y)).toBeLessThan(
          0.01,
        );
      });
      const { x, y } = landmarks.noseTip;
      expect(x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height).toBe(true);
      const toCrop = align(landmarks, SIDE);
      const face = faceAt(set, i);
      expect(face.pixels).toEqual(Uint8Array.from(warpAffine(pixels, SIZE, 3, toCrop, SIDE).map(Math.round)));
      expect(face.mask).toEqual(Uint8Array.from(warpAffine(faceMask, SIZE, 1, toCrop, SIDE).map(Math.round)));
    });
  });

  test('is opened by its file too', async () => {
    expect((await openExtraction(join(faces, 'alignments.json'))).folder).toBe(clip);
  });

  test('stops when asked, and leaves nothing', async () => {
    const controller = new AbortController();
    const out = join(root, 'stopped');
    const extraction = extractClip(clip, out, {
      workers: 1,
      signal: controller.signal,
      onProgress: () => {
        controller.abort(new Error('enough'));
      },
    });
    await expect(extraction).rejects.toThrow('enough');
    await expect(readFile(join(out, 'alignments.json'))).rejects.toThrow('ENOENT');
  });
});

describe('is refused:', () => {
  test('a frame that Janus did not draw, by extraction and by training alike', async () => {
    const forged = join(root, 'clips', 'forged');
    await filmClip(plan, forged);
    const out = join(root, 'faces', 'forged');
    await extractClip(forged, out);
    // A frame of the same person, but another moment.
    await writeFile(join(forged, frameFile(2)), await readFile(join(forged, frameFile(3))));
    for (const attempt of [
      () => extractClip(forged, join(root, 'none')),
      async () => loadFaces(await openExtraction(out), SIDE),
    ]) {
      const error: unknown = await attempt().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).message).toMatch(/Frame 2 \(frame-00002\.png\) is refused/);
    }
  });

  test('another clip in the place of the extracted one', async () => {
    const other = join(root, 'clips', 'other');
    const out = join(root, 'faces', 'other');
    await filmClip(planClip({ ...wish, seed: 4 }), other);
    await extractClip(other, out);
    await rm(other, { recursive: true });
    await filmClip(planClip({ ...wish, seed: 5 }), other);
    await expect(openExtraction(out)).rejects.toThrow(/about another clip than the one now in/);
    await rm(other, { recursive: true });
    await expect(openExtraction(out)).rejects.toThrow(/other does not exist/);
  });

  test.each([
    ['cut short', (text: string) => text.slice(0, 500), /is not JSON/],
    [
      'without a frame',
      (text: string) => text.replace(/ {4}\{"frame":4.*\n/, '').replace(/,\n {2}\]/, '\n  ]'),
      /one alignment for each/,
    ],
    [
      'with a field of another form',
      (text: string) => text.replace(/"confidence":1/, '"confidence":7'),
      /frames\.0\.confidence is 7/,
    ],
    [
      'with a transform to nothing',
      (text: string) => text.replace(/"a":[^,]+,"b":[^,]+,/, '"a":0,"b":0,'),
      /frames\.0\.transform.*expected a scale above 0/,
    ],
    [
      'with a field too many',
      (text: string) => text.replace('"landmarks": "truth"', '"landmarks": "truth", "photo": 1'),
      /photo: no such field/,
    ],
  ])('alignments.json %s', async (_, change, message) => {
    const text = await readFile(join(faces, 'alignments.json'), 'utf8');
    const file = join(root, 'faces', 'a', 'changed.json');
    expect(change(text)).not.toBe(text);
    await writeFile(file, change(text));
    const error: unknown = await openExtraction(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
  });
});

test('a set gives its average and a choice of its faces', async () => {
  const set = await loadFaces(await openExtraction(faces), SIDE);
  const chosen = subset(set, [4, 1]);
  expect(chosen.count).toBe(2);
  expect(faceAt(chosen, 0)).toEqual(faceAt(set, 4));
  expect(faceAt(chosen, 1)).toEqual(faceAt(set, 1));
  const average = meanFace(chosen);
  expect(average[77]).toBe((faceAt(set, 4).pixels[77] + faceAt(set, 1).pixels[77]) / 2);
  expect(() => meanFace(subset(set, []))).toThrow(RangeError);
});
