import { expect, test } from 'vitest';
import { Clock, type StopCriterion } from '../../../src/train/clock.ts';
import { lrFactor, type Schedule } from '../../../src/train/optimizer/schedule.ts';

const START = { step: 0, seconds: 0, fraction: 0 };

/** The factors of all steps of a training of that many. */
function factorsOf(steps: number, schedule: Schedule = 'cosine'): number[] {
  const clock = new Clock(START, { steps });
  return Array.from({ length: steps }, () => {
    const factor = lrFactor(schedule, clock.nextStep);
    clock.tick();
    return factor;
  });
}
const firstFactor = (stop: StopCriterion): number => lrFactor('cosine', new Clock(START, stop).nextStep);

test('a constant rate stays as it is', () => {
  expect(factorsOf(5, 'constant')).toEqual([1, 1, 1, 1, 1]);
});

test('the only step of a training has the peak rate, and so has the first of a few', () => {
  expect(factorsOf(1)).toEqual([1]);
  expect(factorsOf(10)[0]).toBe(1);
  expect(factorsOf(50)[0]).toBe(1);
});

test('the first step of a training limited by time has a tenth of the peak rate', () => {
  expect(firstFactor({ seconds: 0.6 })).toBeCloseTo(0.1, 12);
  expect(firstFactor({ seconds: 1200 })).toBeCloseTo(0.1, 12);
});

test('the rate rises in equal parts over the first fiftieth of the steps, from a tenth of the peak', () => {
  const factors = factorsOf(5000).slice(0, 100);
  expect(factors[0]).toBeCloseTo(0.1 + 0.9 / 100, 6);
  expect(factors[49]).toBeCloseTo(0.1 + 0.9 / 2, 3);
  expect(factors[99]).toBeCloseTo(1, 2);
  for (let i = 1; i < 100; i++) expect(factors[i]).toBeGreaterThan(factors[i - 1]);
});

test('afterwards it falls along a cosine, to a thousandth', () => {
  const factors = factorsOf(6000);
  for (let i = 120; i < 6000; i++) expect(factors[i]).toBeLessThan(factors[i - 1]);
  // Half of (1 + cos 60°), and half of (1 + cos 90°).
  expect(factors[2000]).toBeCloseTo(0.001 + 0.999 * 0.75, 9);
  expect(factors[3000]).toBeCloseTo(0.001 + 0.999 * 0.5, 9);
  expect(factors[5999]).toBeCloseTo(0.001, 6);
  expect(lrFactor('cosine', { start: 1, end: 1 })).toBeCloseTo(0.001, 12);
});
