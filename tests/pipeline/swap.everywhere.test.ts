import { beforeAll, describe, expect, test } from 'vitest';
import { withStart } from '../../src/train/config/start.ts';
import type { Predicted } from '../../src/train/predict.ts';
import { provenPixels, type ProvenPixels } from '../../src/clips/proven-pixels.ts';
import { VerifiedFrame, verifyFrame } from '../../src/clips/verify.ts';
import { convertFrame } from '../../src/convert/convert-frame.ts';
import { smoothTransforms } from '../../src/convert/smooth/smooth-transforms.ts';
import { FrameEvaluation } from '../../src/evaluate/frame-evaluation.ts';
import { pointsOf } from '../../src/extract/alignments.ts';
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { scaleSimilarity, transform } from '../../src/extract/similarity.ts';
import { answerKey } from '../../src/faces/answer-key.ts';
import { InputError, renderTruth, sampleIdentity, shotOf } from '../../src/index.ts';
import { personNumber, personNumberOf, type DrivingClip } from '../../src/pipeline/driving-clip.ts';
import { smoothAlignments, type ExtractedClip } from '../../src/pipeline/extract.ts';
import { openDrawn } from '../../src/pipeline/frame-source.ts';
import type { RunConfig } from '../../src/pipeline/run/config.ts';
import { convertFaces, type ConvertFacesOptions, type FrameVersions } from '../../src/pipeline/swap.ts';
import { defaultsOf } from '../../src/setting.ts';
import { settings } from '../../src/settings.ts';
import { extracted, FRAME_SIZE as SIZE, testPlan } from './clips.ts';
import { localHost, useWasm } from './local-host.ts';

const SIDE = 64;
const plan = testPlan(7, { kind: 'driving', seed: 3, frames: 5 });
const target = sampleIdentity(21);
const shots = plan.frames.map((_, i) => shotOf(plan, i));
const options = { ...defaultsOf(settings.convert), colour: 'none', blend: 'alpha' } as const;

/** What a perfect decoder predicts. */
let perfect: Predicted;
/** Black faces. */
let black: Predicted;
let driving: DrivingClip;
let clip: ExtractedClip;
/** A frame into which one face was put back, in bytes. */
interface OneFrame {
  readonly original: Uint8Array;
  readonly converted: Uint8Array;
  readonly key: { readonly pixels: Uint8Array; readonly faceMask: Uint8Array };
}
let converted: OneFrame[];

const bytesOf = ({ original, converted: [first], key }: FrameVersions): OneFrame => ({
  original: original.copy(),
  converted: first.copy(),
  key: { pixels: key.pixels.copy(), faceMask: key.faceMask },
});

async function convertedBy(
  of: DrivingClip,
  more: Partial<ConvertFacesOptions> = {},
  versions: readonly Predicted[] = [perfect],
): Promise<OneFrame[]> {
  const frames: OneFrame[] = [];
  await convertFaces(localHost(), of, target, versions, {
    convert: options,
    ...more,
    onFrame: (index, frame) => {
      // In order, whichever worker was first.
      expect(index).toBe(frames.length);
      frames.push(bytesOf(frame));
    },
  });
  return frames;
}

beforeAll(async () => {
  await useWasm();
  clip = await extracted(plan);
  const faces = new Uint8Array(shots.length * 3 * SIDE * SIDE);
  const masks = new Uint8Array(shots.length * SIDE * SIDE);
  shots.forEach((shot, i) => {
    faces.set(groundTruthCrop(answerKey(shot, target).crop, SIZE, SIDE).pixels, 3 * i * SIDE * SIDE);
    masks.set(groundTruthCrop(shot, SIZE, SIDE).mask, i * SIDE * SIDE);
  });
  const picturesOf = (bytes: Uint8Array) => ({ pixels: provenPixels(bytes, SIDE, SIDE, shots.length) });
  perfect = picturesOf(faces);
  black = picturesOf(new Uint8Array(faces.length));
  driving = { extracted: clip, faces: clip.faces!, masks, person: 0 };
  converted = await convertedBy(driving);
});

describe('a converted clip', () => {
  test('has each frame as convertFrame makes it, and its answer key', () => {
    expect(converted).toHaveLength(shots.length);
    shots.forEach((shot, i) => {
      expectConverted(converted[i], shot, i, 0);
    });
  });

  test('puts the face where it was smoothed to', async () => {
    const smooth = await convertedBy({
      ...driving,
      extracted: smoothAlignments(clip, { smoothBy: 'gaussian', smooth: 1.5 }),
    });
    shots.forEach((shot, i) => {
      expectConverted(smooth[i], shot, i, 1.5);
    });
    expect(smooth[2].converted).not.toEqual(converted[2].converted);
  });

  test('has a frame for each of several predicted faces', async () => {
    const [alone] = await convertedBy(driving, {}, [black]);
    await convertFaces(localHost(), driving, target, [perfect, black], {
      convert: options,
      onFrame: (index, frame) => {
        expect(frame.converted).toHaveLength(2);
        expect(frame.converted[0].copy()).toEqual(converted[index].converted);
        if (index === 0) expect(frame.converted[1].copy()).toEqual(alone.converted);
      },
    });
    expect(alone.converted).not.toEqual(converted[0].converted);
  });

  test('under α has a face where the decoder wants it, and all skill by a perfect decoder', async () => {
    // α is full in one band of rows, another in each frame.
    const BAND = 8;
    const bandOf = (frame: number) => 20 + 4 * frame;
    const alpha = Uint8Array.from({ length: shots.length * SIDE * SIDE }, (_, i) => {
      const row = (Math.floor(i / SIDE) % SIDE) - bandOf(Math.floor(i / SIDE ** 2));
      return row >= 0 && row < BAND ? 255 : 0;
    });
    const versions = [perfect, perfect, black].map(({ pixels }) => ({ pixels, alpha }));
    const scores = new FrameEvaluation();
    await convertFaces(localHost(), driving, target, versions, {
      convert: { ...options, mask: 'alpha' },
      onFrame: (index, { original, converted: put, key }) => {
        const [swap, cropKey, meanFace] = put.map((picture) => picture.copy());
        scores.add({
          ...{ original: original.copy(), swap, cropKey, meanFace },
          key: { size: SIZE, pixels: key.pixels.copy(), faceMask: key.faceMask },
        });
        const filmed = original.copy();
        const toCrop = scaleSimilarity(clip.alignments.frames[index].transform, SIDE);
        const rows = Array.from({ length: SIZE * SIZE }, (_, p) => p)
          .filter((p) => [0, 1, 2].some((c) => meanFace[3 * p + c] !== filmed[3 * p + c]))
          .map((p) => transform(toCrop, { x: (p % SIZE) + 0.5, y: Math.floor(p / SIZE) + 0.5 }).y);
        expect(rows.length).toBeGreaterThan(50);
        // Interpolation widens the band by up to two rows.
        expect(Math.min(...rows)).toBeGreaterThan(bandOf(index) - 2);
        expect(Math.max(...rows)).toBeLessThan(bandOf(index) + BAND + 2);
      },
    });
    expect(scores.result()).toMatchObject({ skill: 1, swapError: 0, skillOfPerfect: 1 });
    expect(scores.result().pastingError).toBeGreaterThan(0);
    await expect(convertedBy(driving, { convert: { ...options, mask: 'alpha' } })).rejects.toThrow(
      'The decoders of the run paint no α',
    );
  });

  test('is the same by any number of workers', async () => {
    expect(await convertedBy(driving, { workers: 3 })).toEqual(converted);
  });

  /** By the renderer itself: nothing that a worker has read or sent is taken for true. */
  function expectConverted(found: OneFrame, shot: (typeof shots)[number], i: number, smooth: number) {
    const frame = new VerifiedFrame(shot, SIZE, true);
    const key = renderTruth(answerKey(shot, target).frame, SIZE);
    const transforms = smoothTransforms(
      clip.alignments.frames.map(({ transform }) => scaleSimilarity(transform, SIDE)),
      SIDE,
      smooth,
    );
    const { a, b, tx, ty } = transforms[i];
    const face = {
      faces: perfect.pixels,
      index: i,
      toCrop: { a, b, tx, ty },
      landmarks: pointsOf(clip.alignments.frames[i]),
      learnedMask: driving.masks.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE),
    };
    expect(found).toEqual({
      original: frame.pixels.copy(),
      converted: convertFrame(frame, face, options).copy(),
      key: { pixels: key.pixels, faceMask: key.faceMask },
    });
    expect(found.converted).not.toEqual(found.original);
  }
});

describe('what stops a conversion:', () => {
  test('a frame that was edited since it was filmed', async () => {
    const { reference, plan: manifest } = clip.clip;
    const source = openDrawn(reference);
    const edited = (await source.read(2)).pixels.copy();
    edited[3000] ^= 1;
    const host = localHost(() => ({
      ...source,
      read: (index, truth) =>
        index === 2
          ? Promise.resolve().then(() => verifyFrame(manifest, index, edited, truth))
          : source.read(index, truth),
    }));
    const seen: number[] = [];
    const error: unknown = await convertFaces(host, driving, target, [perfect], {
      convert: options,
      onFrame: (index) => seen.push(index),
    }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(
      /Frame 2 \(frame-00002\.png\) is refused: 1 of its 5184 pixels is not/,
    );
    expect(seen).toEqual([0, 1]);
  });

  test('a signal, with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const seen: number[] = [];
    const more = {
      convert: options,
      signal: controller.signal,
      onFrame: (index: number) => {
        seen.push(index);
        controller.abort(reason);
      },
    };
    await expect(convertFaces(localHost(), driving, target, [perfect], more)).rejects.toBe(reason);
    expect(seen).toEqual([0]);
    await expect(convertFaces(localHost(), driving, target, [perfect], more)).rejects.toBe(reason);
    expect(seen).toEqual([0]);
  });

  test('what goes wrong with a frame that it gave', async () => {
    const failed = convertFaces(localHost(), driving, target, [perfect], {
      convert: options,
      onFrame: () => {
        throw new Error('no room');
      },
    });
    await expect(failed).rejects.toThrow('no room');
  });

  test('faces that Janus has not predicted', async () => {
    const madeUp = { count: shots.length, width: SIDE, height: SIDE, bytes: new Uint8Array(9) };
    await expect(convertedBy(driving, {}, [{ pixels: madeUp as unknown as ProvenPixels }])).rejects.toThrow(
      'Expected pictures that Janus has drawn, and found an object that is no proven picture',
    );
  });
});

test('a person of a run is found by who they are, and by name', () => {
  const people = [7, 21].map((seed, i) => ({
    ...{ name: ['mira', 'oskar'][i], identity: sampleIdentity(seed) },
    ...{ seal: '', alignments: '', meanFace: '' },
  }));
  const config: RunConfig = {
    janus: '0',
    settings: withStart(defaultsOf(settings.train)),
    compute: { backend: 'wasm', workers: 1 },
    landmarks: 'truth',
    people,
  };
  expect(personNumber(config, sampleIdentity(21), 'faces/oskar')).toBe(1);
  expect(personNumberOf(config, 'mira')).toBe(0);
  expect(() => personNumber(config, sampleIdentity(8), 'faces/yuna')).toThrow(
    'The person in faces/yuna is none of those that the run was trained on: mira, oskar.',
  );
  expect(() => personNumberOf(config, 'yuna')).toThrow('nobody called "yuna": expected one of mira, oskar');
});
