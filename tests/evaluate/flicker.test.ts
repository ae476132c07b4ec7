import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flicker, flickerBetween, type KeyedFrame } from '../../src/evaluate/flicker.ts';
import { noise } from '../convert/noise.ts';

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
    const wrong = Array.from({ length: 5 }, (_, frame) => frameOf(frame, (i) => 10 + (i % 7)));
    expect(flicker(wrong)).toBeCloseTo(0, 5);
  });

  test('is how much the error changes from one frame to the next', () => {
    const blinking = Array.from({ length: 6 }, (_, frame) => frameOf(frame, () => (frame % 2 ? 8 : -4)));
    expect(flicker(blinking)).toBeCloseTo(12, 5);
    const drifting = Array.from({ length: 6 }, (_, frame) => frameOf(frame, (i) => frame * (i % 2 ? 3 : -3)));
    expect(flicker(drifting)).toBeCloseTo(3, 5);
    const jump = Array.from({ length: 5 }, (_, frame) => frameOf(frame, () => (frame < 2 ? 0 : 20)));
    expect(flicker(jump)).toBeCloseTo(20 / 4, 5);
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

  test('leaves out steps without a face', () => {
    const empty = new Float32Array(PIXELS);
    const frames = [0, 1, 2, 3, 4, 5].map((frame) =>
      frameOf(frame, () => (frame % 2 ? 5 : 0), frame === 2 ? empty : whole),
    );
    expect(flicker(frames)).toBeCloseTo(5, 5);
    expect(flicker(frames.slice(1, 4))).toBeNaN();
    expect(flicker(frames.slice(0, 1))).toBeNaN();
    expect(flicker([])).toBeNaN();
  });

  test('takes frames one by one', () => {
    function* film() {
      for (let frame = 0; frame < 4; frame++) yield frameOf(frame, () => (frame % 2 ? 8 : -4));
    }
    expect(flicker(film())).toBeCloseTo(12, 5);
  });

  test('refuses frames of other sizes', () => {
    const frame = frameOf(0, () => 0);
    const small = { ...frame, swap: frame.swap.subarray(3) };
    expect(() => flickerBetween(frame, small)).toThrow('The picture holds 57 numbers, not 60.');
    expect(() => flickerBetween(frame, { ...frame, mask: whole.subarray(1) })).toThrow('The second mask');
  });
});
