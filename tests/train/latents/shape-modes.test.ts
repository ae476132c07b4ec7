import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { landmarkNames } from '../../../src/faces/landmarks.ts';
import { LANDMARK_NUMBERS } from '../../../src/train/dataset/face-dataset.ts';
import { SHAPE_MODES, shapeModes, withMirrored } from '../../../src/train/latents/shape-modes.ts';
import reference from './modes.json' with { type: 'json' };

const people = reference.landmarks.map((faces) => Float32Array.from(faces.flat()));

describe('what faces do', () => {
  test('is the principal components that numpy computes, but for their signs', () => {
    shapeModes(people).forEach((found, person) => {
      const expected = new Matrix(reference.modes[person]);
      for (let mode = 0; mode < SHAPE_MODES; mode++) {
        const [ours, theirs] = [found.getColumn(mode), expected.getColumn(mode)];
        const sign = Math.sign(ours[0] * theirs[0]);
        expect(ours).toEqual(theirs.map((value): unknown => expect.closeTo(sign * value, 3)));
      }
    });
  });

  test('does not depend on who somebody is, nor on how much they move', () => {
    const [plain] = shapeModes(people);
    const other = people[0].map((value, i) => 0.1 + 0.01 * (i % LANDMARK_NUMBERS) + 0.5 * value);
    const [of, ofOther] = shapeModes([people[0], other]);
    for (let mode = 0; mode < SHAPE_MODES; mode++) {
      const closeTo = ofOther.getColumn(mode).map((value): unknown => expect.closeTo(value, 3));
      expect(of.getColumn(mode)).toEqual(closeTo);
    }
    expect(plain.rows).toBe(24);
  });

  test.each([
    ['faces', (landmarks: Float32Array) => landmarks],
    ['faces and their mirror images', withMirrored],
  ])('is nothing where no landmarks are known, of %s', (_, of) => {
    for (const modes of shapeModes([
      of(new Float32Array(3 * LANDMARK_NUMBERS)),
      of(new Float32Array(2 * LANDMARK_NUMBERS)),
    ])) {
      expect(modes.to1DArray().every((value) => value === 0)).toBe(true);
    }
  });
});

test('a mirrored face has its left landmarks where the right ones were, as far from the other edge', () => {
  const [face] = reference.landmarks[0];
  const both = withMirrored(Float32Array.from(face));
  expect([...both.subarray(0, LANDMARK_NUMBERS)]).toEqual(
    face.map((value): unknown => expect.closeTo(value, 6)),
  );
  const at = (name: (typeof landmarkNames)[number], from: ArrayLike<number>) => {
    const i = 2 * landmarkNames.indexOf(name);
    return [from[i], from[i + 1]];
  };
  const mirrored = both.subarray(LANDMARK_NUMBERS);
  for (const [name, other] of [
    ['browLeftOuter', 'browRightOuter'],
    ['chin', 'chin'],
    ['mouthRight', 'mouthLeft'],
  ] as const) {
    const [x, y] = at(other, face);
    expect(at(name, mirrored)).toEqual([expect.closeTo(1 - x, 6), expect.closeTo(y, 6)]);
  }
});
