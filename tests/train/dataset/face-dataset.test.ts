import { describe, expect, test } from 'vitest';
import { pixelsOf, provenPixels } from '../../../src/clips/proven-pixels.ts';
import { InputError } from '../../../src/errors.ts';
import {
  faceAt,
  FaceDataset,
  LANDMARK_NUMBERS,
  meanFace,
  subset,
  take,
} from '../../../src/train/dataset/face-dataset.ts';
import { unprovenCopy } from '../tiny.ts';

const [SIDE, COUNT] = [2, 4];
const [AREA, LENGTH] = [SIDE * SIDE, 3 * SIDE * SIDE];
const pixels = Uint8Array.from({ length: COUNT * LENGTH }, (_, i) => (i * 53) % 256);
const masks = Uint8Array.from({ length: COUNT * AREA }, (_, i) => (i * 31) % 256);
const images = provenPixels(pixels, SIDE, SIDE, COUNT);
const landmarks = Float32Array.from({ length: COUNT * LANDMARK_NUMBERS }, (_, i) => (i % 97) / 97);
const set = new FaceDataset(images, masks, landmarks);

const pixelsAt = (...faces: number[]) =>
  Uint8Array.from(faces.flatMap((face) => [...pixels.subarray(face * LENGTH, (face + 1) * LENGTH)]));
const masksAt = (...faces: number[]) =>
  Uint8Array.from(faces.flatMap((face) => [...masks.subarray(face * AREA, (face + 1) * AREA)]));

describe('a dataset', () => {
  test('is of as many faces as its images, and of their side', () => {
    expect([set.count, set.side]).toEqual([COUNT, SIDE]);
    expect(set.images).toBe(images);
    expect(set.masks).toBe(masks);
    expect(set.landmarks).toBe(landmarks);
  });

  test('has landmarks for each face, which are all 0 where none are known', () => {
    expect(new FaceDataset(images, masks).landmarks).toEqual(new Float32Array(landmarks.length));
    expect(() => new FaceDataset(images, masks, landmarks.subarray(1))).toThrow(
      new RangeError('4 images with 255 numbers of landmarks: expected 64 for each.'),
    );
  });

  test.each([
    ['images that are not square', provenPixels(pixels, 1, 4, COUNT), masks],
    ['fewer masks', images, masks.subarray(1)],
    ['more masks', images, new Uint8Array(COUNT * AREA + 1)],
  ])('is not made of %s', (_, of, under) => {
    expect(() => new FaceDataset(of, under)).toThrow(
      new RangeError(
        `4 images of ${of.width} × ${of.height} with ${under.length} bytes of masks: expected square images, and as many masks.`,
      ),
    );
  });

  test('gives each face’s pixels and mask as they lie in its memory', () => {
    for (let i = 0; i < COUNT; i++) {
      const face = faceAt(set, i);
      expect(face.pixels).toEqual(pixelsAt(i));
      expect(face.mask).toEqual(masksAt(i));
      expect([face.pixels.buffer, face.mask.buffer]).toEqual([pixels.buffer, masks.buffer]);
    }
  });
});

test.each([0, 1, 3, COUNT])('the first %d faces are views of the same memory', (count) => {
  const first = take(set, count);
  expect([first.count, first.side]).toEqual([count, SIDE]);
  expect(pixelsOf(first.images)).toEqual(pixels.slice(0, count * LENGTH));
  expect(first.masks).toEqual(masks.slice(0, count * AREA));
  expect(pixelsOf(first.images).buffer).toBe(pixels.buffer);
  expect(first.masks.buffer).toBe(masks.buffer);
  expect(first.landmarks).toEqual(landmarks.slice(0, count * LANDMARK_NUMBERS));
});

test.each([-1, 0.5, COUNT])('there is no face %d', (index) => {
  expect(() => faceAt(set, index)).toThrow(RangeError);
  expect(() => subset(set, [0, index])).toThrow(RangeError);
});

test('more faces than there are cannot be taken', () => {
  expect(() => take(set, COUNT + 1)).toThrow(RangeError);
});

test.each([[[]], [[2]], [[3, 0, 3]]])('the faces %j are copied, in that order', (indices) => {
  const some = subset(set, indices);
  expect([some.count, some.side]).toEqual([indices.length, SIDE]);
  expect(pixelsOf(some.images)).toEqual(pixelsAt(...indices));
  expect(some.masks).toEqual(masksAt(...indices));
  const at = (face: number) => [
    ...landmarks.subarray(face * LANDMARK_NUMBERS, (face + 1) * LANDMARK_NUMBERS),
  ];
  expect([...some.landmarks]).toEqual(indices.flatMap(at));
  expect(pixelsOf(some.images).buffer).not.toBe(pixels.buffer);
});

describe('the mean face', () => {
  test('is the mean of all faces, pixel by pixel', () => {
    const mean = meanFace(set);
    expect(mean).toHaveLength(LENGTH);
    mean.forEach((value, j) => {
      const sum = pixels[j] + pixels[LENGTH + j] + pixels[2 * LENGTH + j] + pixels[3 * LENGTH + j];
      expect(value).toBe(sum / 4);
    });
  });

  test('of no faces is refused with advice', () => {
    expect(() => meanFace(take(set, 0))).toThrow(InputError);
  });
});

test('images that are not proven are refused everywhere', () => {
  const forged = unprovenCopy(set);
  const uses = [
    () => new FaceDataset(forged.images, masks),
    () => faceAt(forged, 0),
    () => take(forged, 1),
    () => subset(forged, [0]),
    () => meanFace(forged),
  ];
  for (const use of uses) expect(use, use.toString()).toThrow(InputError);
});
