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

test('takes over the fraction of another clock', () => {
  const clock = new Clock(start, { seconds: 10 });
  tickAfter(clock, 1000);
  clock.synchronize(0.25);
  expect(clock.progress).toEqual({ step: 1, seconds: 1, fraction: 0.25 });
  expect(clock.isOver).toBe(false);
  clock.synchronize(1);
  expect(clock.isOver).toBe(true);
});

test('knows how long the next step will be in steps, and does not in time', () => {
  const bySteps = new Clock(start, { steps: 4 });
  expect(bySteps.nextStep).toEqual({ start: 0, end: 0.25 });
  tickAfter(bySteps, 1000);
  expect(bySteps.nextStep).toEqual({ start: 0.25, end: 0.5 });
  const byTime = new Clock(start, { seconds: 10 });
  expect(byTime.nextStep).toEqual({ start: 0, end: 0 });
  tickAfter(byTime, 1000);
  expect(byTime.nextStep).toEqual({ start: 0.1, end: 0.1 });
});

test('has no speed before the first step', () => {
  expect(new Clock(start, { steps: 4 }).stepsPerSecond).toBe(0);
});

test('an interval is due once each time that it is over', () => {
  const interval = new Interval(2);
  expect(interval.isDue()).toBe(false);
  now += 2000;
  expect(interval.isDue()).toBe(true);
  expect(interval.isDue()).toBe(false);
});

test('an interval that was begun anew is due a whole interval later', () => {
  const interval = new Interval(2);
  now += 1999;
  interval.restart();
  now += 1999;
  expect(interval.isDue()).toBe(false);
  now += 1;
  expect(interval.isDue()).toBe(true);
});
