import fc from 'fast-check';
import { expect, test } from 'vitest';
import { worstFrames } from '../../src/evaluate/worst-frames.ts';

test('the worst come first, and neighbours of what is shown are passed over', () => {
  const errors = [1, 9, 8, 2, 7, null, 3];
  expect(worstFrames(errors, 3, 1)).toEqual([1, 2, 4]);
  expect(worstFrames(errors, 3, 2)).toEqual([1, 4, 6]);
  expect(worstFrames(errors, 3, 100)).toEqual([1]);
  expect(worstFrames([null, null], 3, 1)).toEqual([]);
  expect(worstFrames(errors, 0, 1)).toEqual([]);
});

test('whatever is left out is near to something worse, or better than all that is shown', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.nat(5), fc.integer({ min: 1, max: 5 }), (errors, count, apart) => {
      const shown = worstFrames(errors, count, apart);
      expect(shown.length).toBeLessThanOrEqual(count);
      errors.forEach((error, frame) => {
        const near = shown.filter((other) => Math.abs(other - frame) < apart);
        if (shown.includes(frame)) expect(near).toEqual([frame]);
        else if (shown.length < count) expect(near.some((other) => errors[other] >= error)).toBe(true);
        else {
          const least = Math.min(...shown.map((other) => errors[other]));
          expect(error <= least || near.some((other) => errors[other] >= error)).toBe(true);
        }
      });
    }),
  );
});
