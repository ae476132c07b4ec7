import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smoothCorners } from '../../../src/convert/smooth/smooth-corners.ts';
import { smoothTransforms } from '../../../src/convert/smooth/smooth-transforms.ts';
import { scaleOf, type Similarity } from '../../../src/extract/similarity.ts';
import { noise } from '../noise.ts';
import { angleOf, anyStance, centreOf, expectAlike, SIDE, stance } from './stances.ts';

/** A shaky face that moves along, less sure of its size and angle too. */
const jitter = noise(3, 4 * 12).map((value) => value / 255 - 0.5);
const shaky = Array.from({ length: 12 }, (_, frame) => {
  const [x, y, size, angle] = jitter.subarray(4 * frame, 4 * frame + 4);
  return stance(200 + 4 * frame + 10 * x, 150 - 2 * frame + 10 * y, 0.4 * Math.exp(0.2 * size), angle);
});

/** Where a face is that goes right by three pixels a frame while `moves` says so. */
const walk = (frames: number, moves: (frame: number) => boolean): Similarity[] => {
  let x = 100;
  return Array.from({ length: frames }, (_, frame) => stance((x += moves(frame) ? 3 : 0), 80, 0.5, 0.2));
};
/** By how many frames' way each smoothed face is behind the face; below 0 ahead of it. */
const lags = (transforms: readonly Similarity[]): number[] =>
  smoothCorners(transforms, SIDE).map((toCrop, i) => (centreOf(transforms[i]).x - centreOf(toCrop).x) / 3);

test('the corners are filtered as by the matrices of faceswap-GAN', () => {
  // State x, y, vx, vy of each corner; F, H, Q = 0.003·I and R = I, by numpy: frame, centre, and the box's side.
  const expected = [
    [0, 197.352941, 150.490196, 148.453511],
    [1, 201.999465, 151.48588, 154.507347],
    [2, 204.421804, 149.189253, 170.995318],
    [5, 222.634004, 136.499883, 168.016006],
    [11, 249.026135, 125.289291, 167.906237],
  ];
  const found = smoothCorners(shaky, SIDE);
  for (const [frame, x, y, side] of expected) {
    expect(centreOf(found[frame]).x).toBeCloseTo(x, 4);
    expect(centreOf(found[frame]).y).toBeCloseTo(y, 4);
    expect(SIDE / scaleOf(found[frame])).toBeCloseTo(side, 4);
  }
});

describe('what is left as it is', () => {
  test('the first frame, a face that holds still, and every angle', () => {
    fc.assert(
      fc.property(fc.array(anyStance, { minLength: 1, maxLength: 12 }), (transforms) => {
        const found = smoothCorners(transforms, SIDE);
        expectAlike(found.slice(0, 1), transforms.slice(0, 1));
        found.forEach((toCrop, i) => {
          const turned = angleOf(toCrop) - angleOf(transforms[i]);
          expect(Math.cos(turned)).toBeCloseTo(1, 12);
        });
        const still = Array.from({ length: 8 }, () => transforms[0]);
        expectAlike(smoothCorners(still, SIDE), still);
      }),
    );
    expect(smoothCorners([], SIDE)).toEqual([]);
  });

  test('a frame in which a face shrinks so suddenly that no box is predicted', () => {
    const transforms = [0.1, 0.1, 0.1, 0.1, 4, 4, 4, 4].map((scale) => stance(300, 300, scale, 0));
    const found = smoothCorners(transforms, SIDE);
    expect(found[7]).toEqual(transforms[7]);
    found.forEach((toCrop) => {
      expect(toCrop.a).toBeGreaterThan(0);
    });
  });
});

describe('how far it lags, in frames,', () => {
  // Figures by numpy.
  test('in a steady motion: it is one ahead', () => {
    const found = lags(walk(80, () => true));
    for (const lag of found.slice(60)) expect(lag).toBeCloseTo(-1, 3);
  });

  test('where a motion begins: up to 1.29, until the tenth frame', () => {
    const found = lags(walk(110, (frame) => frame >= 40)).slice(40);
    expect(Math.max(...found)).toBeCloseTo(1.2898, 3);
    expect(found.findIndex((lag) => lag < 0)).toBe(10);
    expect(found.at(-1)).toBeCloseTo(-1, 3);
  });

  test('where a motion stops: it goes on for 2.29', () => {
    const found = lags(walk(110, (frame) => frame < 40)).slice(40);
    expect(Math.min(...found)).toBeCloseTo(-2.2896, 3);
    expect(found.at(-1)).toBeCloseTo(0, 3);
  });

  test('the Gaussian does not', () => {
    const steady = walk(80, () => true);
    expectAlike(smoothTransforms(steady, SIDE, 1), steady);
  });
});

test('takes away as much jitter as a Gaussian of one frame', () => {
  const places = noise(5, 2 * 3000);
  const restless = Array.from({ length: 3000 }, (_, i) =>
    stance(200 + places[2 * i] / 64, 150 + places[2 * i + 1] / 64, 0.5, 0),
  );
  const steps = (transforms: readonly Similarity[]) =>
    Math.sqrt(
      transforms.slice(101).reduce((sum, toCrop, i) => {
        const [now, before] = [centreOf(toCrop), centreOf(transforms[100 + i])];
        return sum + (now.x - before.x) ** 2 + (now.y - before.y) ** 2;
      }, 0),
    );
  // A quarter of white noise's steps, both: by numpy, and by √(1 − e^(−1/4)) / (4π)^(1/4) for the Gaussian.
  expect(steps(smoothCorners(restless, SIDE)) / steps(restless)).toBeCloseTo(0.25, 1.7);
  expect(steps(smoothTransforms(restless, SIDE, 1)) / steps(restless)).toBeCloseTo(0.25, 1.7);
});

test('the same wherever the frame’s corner lies', () => {
  const shift = (toCrop: Similarity): Similarity => ({
    ...toCrop,
    tx: toCrop.tx - 1000 * (toCrop.a - toCrop.b),
    ty: toCrop.ty - 1000 * (toCrop.b + toCrop.a),
  });
  expectAlike(smoothCorners(shaky.map(shift), SIDE), smoothCorners(shaky, SIDE).map(shift));
});

test('a face of no size is refused', () => {
  expect(() => smoothCorners([{ a: 0, b: 0, tx: 1, ty: 1 }], SIDE)).toThrow(RangeError);
});
