import { describe, expect, test } from 'vitest';
import { regionMasks, regionNames } from '../../src/evaluate/regions.ts';
import { align } from '../../src/extract/canonical-face.ts';
import { warpAffine } from '../../src/extract/crop.ts';
import { transform, type Point } from '../../src/extract/similarity.ts';
import {
  neutralPerformance,
  renderTruth,
  sampleIdentity,
  studioCapture,
  type Identity,
  type LandmarkName,
  type Performance,
} from '../../src/index.ts';

const SIDE = 64;
const SIZE = 128;
const people = Array.from({ length: 4 }, (_, seed) => sampleIdentity(seed));
const moods: Partial<Performance>[] = [
  {},
  { yaw: 30 },
  { mouthOpen: 0.8 },
  { smile: 1, pitch: 15 },
  { blinkLeft: 1, blinkRight: 1 },
];

/** A face's crop with its landmarks, mask and regions. */
function cropOf(identity: Identity, change: Partial<Performance> = {}) {
  const shot = { identity, performance: { ...neutralPerformance, ...change }, capture: studioCapture };
  const frame = renderTruth(shot, SIZE);
  const toCrop = align(frame.landmarks, SIDE);
  const landmarks = Object.fromEntries(
    Object.entries(frame.landmarks).map(([name, point]) => [name, transform(toCrop, point)]),
  ) as Record<LandmarkName, Point>;
  const face = warpAffine(frame.faceMask, SIZE, 1, toCrop, SIDE).map((value) => value / 255);
  /** The fraction of the change, when the identity changes, that lies in a mask. */
  const fraction = (other: Partial<Identity>, mask: Float32Array) => {
    const changed = renderTruth({ ...shot, identity: { ...identity, ...other } }, SIZE);
    const before = warpAffine(frame.pixels, SIZE, 3, toCrop, SIDE);
    const after = warpAffine(changed.pixels, SIZE, 3, toCrop, SIDE);
    const change = face.map((part, p) =>
      part < 0.99 ? 0 : [0, 1, 2].reduce((sum, c) => sum + Math.abs(after[3 * p + c] - before[3 * p + c]), 0),
    );
    const sum = (values: Float32Array) => values.reduce((total, value) => total + value);
    return sum(change.map((value, p) => value * mask[p])) / sum(change);
  };
  return { landmarks, face, fraction, masks: regionMasks(landmarks, face, SIDE) };
}

const at = (mask: Float32Array, { x, y }: Point) => mask[Math.floor(y) * SIDE + Math.floor(x)];

describe('the regions of a face', () => {
  test('hold the irises and the lips, whatever the face does', () => {
    for (const identity of people) {
      for (const mood of moods) {
        const { fraction, masks } = cropOf(identity, mood);
        const lips = { mouth: { ...identity.mouth, colour: '#00ff00' } };
        expect(fraction(lips, masks.mouth)).toBeGreaterThan(0.95);
        expect(fraction(lips, masks.eyes)).toBe(0);
        if (mood.blinkLeft !== undefined) continue;
        const irises = { eyes: { ...identity.eyes, iris: '#00ff00' } };
        expect(fraction(irises, masks.eyes)).toBeGreaterThan(0.9);
        expect(fraction(irises, masks.mouth)).toBe(0);
      }
    }
  });

  test('hold every landmark of lids and lips', () => {
    for (const identity of people) {
      for (const mood of moods) {
        const { landmarks, face, masks } = cropOf(identity, mood);
        for (const end of ['Outer', 'Top', 'Inner', 'Bottom', 'Centre'] as const) {
          for (const eye of ['eyeLeft', 'eyeRight'] as const) {
            expect(at(masks.eyes, landmarks[`${eye}${end}`])).toBe(at(face, landmarks[`${eye}${end}`]));
          }
        }
        for (const name of ['mouthLeft', 'mouthTop', 'mouthRight', 'mouthBottom', 'lipUpper'] as const) {
          expect(at(masks.mouth, landmarks[name])).toBe(at(face, landmarks[name]));
        }
      }
    }
  });

  test('leave out the nose, the chin, and most of the brows', () => {
    for (const identity of people) {
      const { landmarks, fraction, masks } = cropOf(identity);
      for (const name of ['noseTip', 'noseBridge', 'chin', 'jawLeftLower'] as const) {
        expect(at(masks.eyes, landmarks[name])).toBe(0);
        expect(at(masks.mouth, landmarks[name])).toBe(0);
      }
      expect(fraction({ brows: { ...identity.brows, colour: '#00ff00' } }, masks.eyes)).toBeLessThan(0.45);
    }
  });

  test('are small parts of the face, and shut eyes still have a region', () => {
    for (const identity of people) {
      for (const mood of moods) {
        const { masks } = cropOf(identity, mood);
        const area = (mask: Float32Array) => mask.reduce((sum, value) => sum + value) / SIDE ** 2;
        expect(area(masks.face)).toBeGreaterThan(2 * (area(masks.eyes) + area(masks.mouth)));
        expect(area(masks.eyes)).toBeGreaterThan(0.03);
        expect(area(masks.mouth)).toBeGreaterThan(0.02);
      }
    }
  });

  test('follow the curve of a smile, and leave out the skin above it', () => {
    const curved = people.filter((identity) => {
      const { landmarks, masks } = cropOf(identity, { smile: 1, pitch: 20 });
      const { mouthLeft, mouthRight, mouthTop } = landmarks;
      const between = { x: (mouthLeft.x + mouthRight.x) / 2, y: (mouthLeft.y + mouthRight.y) / 2 };
      if (mouthTop.y - between.y < 0.07 * SIDE) return false;
      expect(at(masks.mouth, between)).toBe(0);
      return true;
    });
    expect(curved).not.toEqual([]);
  });

  test('lie within the face’s mask, and the face is that mask', () => {
    for (const identity of people) {
      const { face, masks, landmarks } = cropOf(identity, { yaw: -40 });
      expect(masks.face).toEqual(face);
      for (const name of regionNames) {
        expect(masks[name].every((value, i) => value >= 0 && value <= face[i])).toBe(true);
      }
      const nobody = regionMasks(landmarks, new Float32Array(SIDE * SIDE), SIDE);
      expect(nobody.eyes).toEqual(new Float32Array(SIDE * SIDE));
    }
  });

  test('keep their shape at another size of the crop', () => {
    const { landmarks } = cropOf(people[0]);
    const double = Object.fromEntries(
      Object.entries(landmarks).map(([name, { x, y }]) => [name, { x: 2 * x, y: 2 * y }]),
    ) as Record<LandmarkName, Point>;
    const area = (points: Record<LandmarkName, Point>, side: number) =>
      regionMasks(points, new Float32Array(side * side).fill(1), side).eyes.reduce((sum, v) => sum + v) /
      side ** 2;
    expect(area(double, 2 * SIDE) / area(landmarks, SIDE)).toBeCloseTo(1, 1.5);
  });

  test('refuse a mask of another size', () => {
    expect(() => regionMasks(cropOf(people[0]).landmarks, new Float32Array(9), SIDE)).toThrow(
      'The mask of the face',
    );
  });
});
