import { expect, test } from 'vitest';
import { skill } from '../../../src/evaluate/metrics/skill.ts';

test('skill is 1 without error, 0 at the baseline, half at half of it, and below 0 beyond', () => {
  expect(skill(0, 40)).toBe(1);
  expect(skill(40, 40)).toBe(0);
  expect(skill(20, 40)).toBe(0.5);
  expect(skill(60, 40)).toBe(-0.5);
});

test('there is no skill without an error, nor over a baseline that is perfect', () => {
  expect(skill(null, 40)).toBeNull();
  expect(skill(3, null)).toBeNull();
  expect(skill(3, 0)).toBeNull();
  expect(skill(0, 0)).toBeNull();
});
