import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Clock, Interval } from '../../src/train/clock.ts';

let now = 0;
beforeEach(() => {
  now = 5000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});
const start = { step: 0, seconds: 0, fraction: 0 };
const tickAfter = (clock: Clock, milliseconds: number) => {
  now += milliseconds;
  clock.tick();
  return clock.progress;
};

test('counted in steps, how long they take changes nothing', () => {
  const clock = new Clock(start, { steps: 4 });
  expect(tickAfter(clock, 1000)).toEqual({ step: 1, seconds: 1, fraction: 0.25 });
  expect(tickAfter(clock, 3000)).toEqual({ step: 2, seconds: 4, fraction: 0.5 });
  expect(clock.stepsPerSecond).toBe(0.5);
  tickAfter(clock, 1);
  expect(tickAfter(clock, 1).fraction).toBe(1);
});

test('counted in time, it is over when another step would take too long', () => {
  const clock = new Clock(start, { seconds: 10 });
  expect(tickAfter(clock, 4000).fraction).toBeCloseTo(0.4, 9);
  expect(tickAfter(clock, 2400).fraction).toBeCloseTo(0.64, 9);
  expect(tickAfter(clock, 2000)).toEqual({ step: 3, seconds: 8.4, fraction: 1 });
});

test('goes on from where it was', () => {
  const clock = new Clock({ step: 10, seconds: 100, fraction: 0.5 }, { seconds: 200 });
  expect(tickAfter(clock, 20_000)).toEqual({ step: 11, seconds: 120, fraction: 0.6 });
  expect(clock.stepsPerSecond).toBe(0.05);
});

test('takes on what the first member says, but for the word to stop', () => {
  const clock = new Clock(start, { seconds: 10 });
  tickAfter(clock, 1000);
  clock.follow(0.25);
  expect(clock.progress.fraction).toBe(0.25);
  clock.follow(2);
  expect(clock.progress.fraction).toBe(0.25);
});

test('an interval tells once each time that it is over', () => {
  const interval = new Interval(2);
  expect(interval.isOver()).toBe(false);
  now += 2000;
  expect(interval.isOver()).toBe(true);
  expect(interval.isOver()).toBe(false);
});
