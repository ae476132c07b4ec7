import { expect, test } from 'vitest';
import { alphaBlend } from '../../../src/convert/blend/blend.ts';
import { noise } from '../noise.ts';

const over = noise(1, 9);
const under = noise(2, 9);

test('a mask of 1 shows the upper picture, of 0 the lower, exactly, and between a mixture', () => {
  const [a, b] = [noise(1, 9), noise(2, 9)];
  const found = alphaBlend(over, under, Float32Array.of(1, 0, 0.25));
  expect(found.subarray(0, 3)).toEqual(a.subarray(0, 3));
  expect(found.subarray(3, 6)).toEqual(b.subarray(3, 6));
  for (let i = 6; i < 9; i++) expect(found[i]).toBeCloseTo(0.25 * a[i] + 0.75 * b[i], 4);
  expect(over).toEqual(a);
  expect(under).toEqual(b);
});

test('pictures of other sizes are refused', () => {
  expect(() => alphaBlend(over, under, new Float32Array(4))).toThrow(
    'The picture above holds 9 numbers, not 12.',
  );
  expect(() => alphaBlend(over, under.subarray(3), new Float32Array(3))).toThrow('The picture below');
});
