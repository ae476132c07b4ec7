import { expect, test } from 'vitest';
import { enhance } from '../../../src/convert/blend/enhance.ts';

test('is (1 + e)·result − e·filmed, held within 0 to 255', () => {
  const result = Float32Array.of(100, 120, 250, 10, 77, 0);
  const filmed = Float32Array.of(80, 160, 200, 60, 77, 255);
  // 1.25·result − 0.25·filmed by hand: the third is 262.5, the fourth −2.5, the last −63.75.
  expect(enhance(result, filmed, 0.25)).toEqual(Float32Array.of(105, 110, 255, 0, 77, 0));
  expect(enhance(result, filmed, 0)).toEqual(result);
  expect(result[0]).toBe(100);
});

test('pictures of two sizes are refused', () => {
  expect(() => enhance(new Float32Array(6), new Float32Array(3), 0.1)).toThrow(
    new RangeError('The filmed picture holds 3 numbers, not 6.'),
  );
});
