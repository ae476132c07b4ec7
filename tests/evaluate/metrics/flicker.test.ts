import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flickerBetween, type KeyedFrame } from '../../../src/evaluate/metrics/flicker.ts';
import { noise } from '../../convert/noise.ts';

const PIXELS = 20;
const whole = new Float32Array(PIXELS).fill(1);
/** A key that changes wildly from frame to frame. */
const keyOf = (frame: number) => noise(frame + 1, 3 * PIXELS);
const frameOf = (frame: number, error: (i: number) => number, mask = whole): KeyedFrame => {
  const key = keyOf(frame);
  return { key, swap: key.map((value, i) => value + error(i)), mask };
};

describe('flicker', () => {
  test('is nothing where the swap moves as the key, however wrong it is', () => {
    const wrong = (i: number) => 10 + (i % 7);
    expect(flickerBetween(frameOf(0, wrong), frameOf(1, wrong))).toBeCloseTo(0, 5);
  });

  test('does not ask which way a swap flickers, nor which frame comes first', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), (a, b) => {
        const first = frameOf(0, (i) => a * (i % 3));
        const second = frameOf(1, (i) => b * (i % 3));
        expect(flickerBetween(first, second)).toBeCloseTo(Math.abs(a - b), 5);
        expect(flickerBetween(second, first)).toBeCloseTo(flickerBetween(first, second), 9);
      }),
    );
  });

  test('is seen only where both frames have a face', () => {
    const left = whole.map((_, pixel) => (pixel < 12 ? 1 : 0));
    const right = whole.map((_, pixel) => (pixel < 8 ? 0 : 0.5));
    const still = frameOf(0, () => 0, left);
    const changed = frameOf(1, (i) => (i < 24 ? 100 : i < 36 ? 6 : 100), right);
    expect(flickerBetween(still, changed)).toBeCloseTo(6, 5);
  });

  test('is not a number where there is no face in both', () => {
    const empty = frameOf(1, () => 5, new Float32Array(PIXELS));
    expect(
      flickerBetween(
        frameOf(0, () => 0),
        empty,
      ),
    ).toBeNaN();
  });

  test('refuses frames of other sizes', () => {
    const frame = frameOf(0, () => 0);
    const small = { ...frame, swap: frame.swap.subarray(3) };
    expect(() => flickerBetween(frame, small)).toThrow('The picture holds 57 numbers, not 60.');
    expect(() => flickerBetween(frame, { ...frame, mask: whole.subarray(1) })).toThrow('The second mask');
  });
});
