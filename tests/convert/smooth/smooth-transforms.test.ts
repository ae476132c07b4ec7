import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smoothTransforms } from '../../../src/convert/smooth/smooth-transforms.ts';
import { scaleOf, type Similarity } from '../../../src/extract/similarity.ts';
import { noise } from '../noise.ts';
import { angleOf, anyStance, centreOf, expectAlike, SIDE, stance } from './stances.ts';

const anySigma = fc.double({ min: 0, max: 8, noNaN: true });

describe('what is left as it is', () => {
  test('one frame, to the last bit, and a face that holds still', () => {
    fc.assert(
      fc.property(anyStance, anySigma, fc.integer({ min: 0, max: 20 }), (toCrop, sigma, frames) => {
        const still = Array.from({ length: frames }, () => toCrop);
        expect(smoothTransforms(still, SIDE, sigma)).toEqual(still);
      }),
    );
  });

  test('everything, at σ = 0', () => {
    fc.assert(
      fc.property(fc.array(anyStance), (transforms) => {
        expect(smoothTransforms(transforms, SIDE, 0)).toEqual(transforms);
      }),
    );
  });

  test('a face that moves, grows and turns steadily, over and over, to its last frame', () => {
    const steady = Array.from({ length: 40 }, (_, frame) =>
      stance(100 + 3 * frame, 400 - 2 * frame, 0.5 * 1.02 ** frame, 0.3 * frame - 2),
    );
    expectAlike(smoothTransforms(steady, SIDE, 2.5), steady);
  });
});

describe('what is smoothed', () => {
  test('a jump becomes a ramp of the Gaussian’s sums', () => {
    const jump = Array.from({ length: 21 }, (_, frame) =>
      frame < 10 ? stance(100, 200, 1, -0.1) : stance(110, 180, 4, 0.3),
    );
    const found = smoothTransforms(jump, SIDE, 1);
    // Weights exp(−k²/2), k = −3 … 3, over their sum: numpy.
    const parts = [0.00443305, 0.05843863, 0.30047486, 0.69952514, 0.94156137, 0.99556695, 1];
    parts.forEach((part, i) => {
      const toCrop = found[7 + i];
      expect(centreOf(toCrop).x).toBeCloseTo(100 + 10 * part, 5);
      expect(centreOf(toCrop).y).toBeCloseTo(200 - 20 * part, 5);
      expect(scaleOf(toCrop)).toBeCloseTo(4 ** part, 6);
      expect(angleOf(toCrop)).toBeCloseTo(-0.1 + 0.4 * part, 6);
    });
  });

  test('near an end the Gaussian is cut to what lies on both sides', () => {
    const spike = [0, 30, 0].map((x) => stance(x, 50, 1, 0));
    const [first, second, third] = smoothTransforms(spike, SIDE, 2);
    const neighbour = Math.exp(-1 / 8);
    expect(centreOf(second).x).toBeCloseTo(30 / (1 + 2 * neighbour), 9);
    expect([first, third]).toEqual([spike[0], spike[2]]);
  });

  test('a turn past half a circle does not spin back', () => {
    const turning = Array.from({ length: 9 }, (_, frame) =>
      stance(50, 50, 1, 3.1 + (frame % 2 ? 0.1 : -0.1)),
    );
    for (const toCrop of smoothTransforms(turning, SIDE, 2)) {
      expect(Math.abs(Math.abs(angleOf(toCrop)) - Math.PI)).toBeLessThan(0.15);
      expect(scaleOf(toCrop)).toBeCloseTo(1, 9);
    }
  });

  test('jitter is smoothed, and the ends are kept', () => {
    const jitter = noise(3, 4 * 60).map((value) => value / 255 - 0.5);
    const shaky = Array.from({ length: 60 }, (_, frame) => {
      const [x, y, size, angle] = jitter.subarray(4 * frame, 4 * frame + 4);
      return stance(200 + 10 * x, 150 + 10 * y, 0.4 * Math.exp(0.2 * size), 0.3 * angle);
    });
    const calm = smoothTransforms(shaky, SIDE, 3);
    const shake = (transforms: readonly Similarity[], read: (toCrop: Similarity) => number) =>
      transforms.slice(10, 50).reduce((sum, t, i) => sum + Math.abs(read(t) - read(transforms[9 + i])), 0);
    for (const read of [
      (t: Similarity) => centreOf(t).x,
      (t: Similarity) => centreOf(t).y,
      scaleOf,
      angleOf,
    ]) {
      expect(shake(calm, read)).toBeLessThan(0.15 * shake(shaky, read));
    }
    expect(calm[0]).toEqual(shaky[0]);
    expect(calm[59]).toEqual(shaky[59]);
  });

  test('the same wherever the frame’s corner lies', () => {
    const shift = (toCrop: Similarity, by: number): Similarity => ({
      ...toCrop,
      tx: toCrop.tx - toCrop.a * by,
      ty: toCrop.ty - toCrop.b * by,
    });
    const shaky = Array.from({ length: 12 }, (_, i) =>
      stance(90 + 5 * (i % 3), 80, 1 + 0.1 * (i % 2), 0.5 * (i % 4)),
    );
    expectAlike(
      smoothTransforms(
        shaky.map((t) => shift(t, 1000)),
        SIDE,
        2,
      ),
      smoothTransforms(shaky, SIDE, 2).map((t) => shift(t, 1000)),
    );
  });
});

test('a face of no size is refused', () => {
  expect(() => smoothTransforms([{ a: 0, b: 0, tx: 1, ty: 1 }], SIDE, 1)).toThrow(RangeError);
});
