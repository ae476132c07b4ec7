import { describe, expect, test } from 'vitest';
import { align } from '../../src/extract/canonical-face.ts';
import { warpAffine } from '../../src/extract/crop.ts';
import { identitySimilarity, transform } from '../../src/extract/similarity.ts';
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import {
  answerKey,
  renderTruth,
  sampleIdentity,
  samplePerformance,
  studioCapture,
} from '../../src/faces/index.ts';

const SIZE = 20;
/** A slope: bilinear interpolation reproduces it exactly. */
const slope = Float32Array.from(
  { length: SIZE * SIZE },
  (_, i) => (i % SIZE) + 0.5 + 3 * (Math.floor(i / SIZE) + 0.5),
);

describe('a crop', () => {
  test('of the identity is the picture', () => {
    const noise = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => (i * 97) % 256);
    expect(warpAffine(noise, SIZE, 3, identitySimilarity, SIZE)).toEqual(Float32Array.from(noise));
  });

  test('takes from each place what lies there, however it is turned and scaled', () => {
    for (const [scale, angle] of [
      [1.3, 0.4],
      [0.45, -0.2],
      [3, 2],
    ]) {
      const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
      // The picture's middle goes to the crop's.
      const toCrop = { a, b, tx: 4 - (a * 10 - b * 10), ty: 4 - (b * 10 + a * 10) };
      const crop = warpAffine(slope, SIZE, 1, toCrop, 8);
      for (let i = 0; i < 64; i++) {
        const [u, v] = [(i % 8) + 0.5 - 4, Math.floor(i / 8) + 0.5 - 4];
        const x = 10 + (a * u + b * v) / scale ** 2;
        const y = 10 + (-b * u + a * v) / scale ** 2;
        // Near the edges the slope ends.
        if (Math.min(x, y) < 1.5 || Math.max(x, y) > SIZE - 1.5) continue;
        expect(crop[i]).toBeCloseTo(x + 3 * y, 3);
      }
    }
  });

  test('shrinks without skipping pixels', () => {
    const noise = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => (i * i * 97) % 256);
    const small = warpAffine(noise, SIZE, 1, { a: 0.25, b: 0, tx: 0, ty: 0 }, 5);
    small.forEach((value, i) => {
      const [left, top] = [4 * (i % 5), 4 * Math.floor(i / 5)];
      const sixteen = Array.from(
        { length: 16 },
        (_, k) => noise[(top + Math.floor(k / 4)) * SIZE + left + (k % 4)],
      );
      expect(value).toBeCloseTo(sixteen.reduce((sum, pixel) => sum + pixel) / 16, 3);
    });
  });

  test('goes on beyond the edge as the picture ends', () => {
    const shifted = warpAffine(slope, SIZE, 1, { a: 1, b: 0, tx: 30, ty: 0 }, SIZE);
    expect(shifted.subarray(0, SIZE)).toEqual(new Float32Array(SIZE).fill(slope[0]));
  });

  test.each([64, 128])(
    'of a face of %i pixels stands upright with the eyes where they belong, however it leans',
    (side) => {
      for (let seed = 0; seed < 12; seed++) {
        const { landmarks } = renderTruth(
          {
            identity: sampleIdentity(seed),
            performance: { ...samplePerformance(seed), yaw: 0, pitch: 0, roll: 25 - 4 * seed },
            capture: { ...studioCapture, size: 0.3 + 0.02 * seed, x: 0.3 + 0.03 * seed },
          },
          128,
        );
        const toCrop = align(landmarks, side);
        const unit = side / 64;
        const left = transform(toCrop, landmarks.eyeLeftCentre);
        const right = transform(toCrop, landmarks.eyeRightCentre);
        const mouth = transform(toCrop, landmarks.mouthTop);
        expect(Math.abs(left.y - right.y)).toBeLessThan(1.5 * unit);
        expect((left.x + right.x) / 2).toBeGreaterThan(30 * unit);
        expect((left.x + right.x) / 2).toBeLessThan(34 * unit);
        expect(right.x - left.x).toBeGreaterThan(19 * unit);
        expect(right.x - left.x).toBeLessThan(28 * unit);
        expect(mouth.y).toBeGreaterThan(38 * unit);
        expect(mouth.y).toBeLessThan(50 * unit);
      }
    },
  );
});

test('a crop key is the other person, cut out by their own landmarks', () => {
  const shot = { identity: sampleIdentity(1), performance: samplePerformance(1), capture: studioCapture };
  const other = sampleIdentity(2);
  const key = groundTruthCrop(answerKey(shot, other).crop, 96, 48);
  const { pixels, faceMask, landmarks } = renderTruth({ ...shot, identity: other }, 96);
  const toCrop = align(landmarks, 48);
  expect(key.pixels).toEqual(Uint8Array.from(warpAffine(pixels, 96, 3, toCrop, 48), Math.round));
  expect(key.mask).toEqual(Uint8Array.from(warpAffine(faceMask, 96, 1, toCrop, 48), Math.round));
  expect(key.landmarks.chin).toEqual(transform(toCrop, landmarks.chin));
});
