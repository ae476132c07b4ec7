import { expect, test } from 'vitest';
import { hundredths, levels, percent } from '../../../src/evaluate/report/numbers.ts';

test('numbers are rounded, with a minus sign before what is left of a negative one', () => {
  expect([0.714, -0.061, -0.003, 0].map(percent)).toEqual(['71\u00a0%', '−6\u00a0%', '0\u00a0%', '0\u00a0%']);
  expect([12.34, -0.04, -0.06].map(levels)).toEqual(['12.3', '0.0', '−0.1']);
  expect(hundredths(-0.5)).toBe('−0.50');
});

test('what there is no number of is a dash', () => {
  expect([null, undefined].map(percent)).toEqual(['–', '–']);
});
