import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorsByExtremeness } from '../../src/evaluate/extremes.ts';
import { neutralPerformance, samplePerformance, type Performance } from '../../src/faces/index.ts';

/** Twenty frames of somebody who does nothing, but for what is said. */
const acting = (changes: Readonly<Record<number, Partial<Performance>>>): Performance[] =>
  Array.from({ length: 20 }, (_, frame) => ({ ...neutralPerformance, ...changes[frame] }));
/** Frame by frame 0, 1, 2… */
const errors = Array.from({ length: 20 }, (_, frame) => frame);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('errors by extremeness', () => {
  test.each<[string, Partial<Performance>, Partial<Performance>]>([
    ['turned head', { yaw: -50 }, { yaw: 40 }],
    ['nod', { pitch: 20 }, { pitch: -15 }],
    ['open mouth', { mouthOpen: 1 }, { mouthOpen: 0.4 }],
    ['wink to the left', { blinkLeft: 1 }, { blinkLeft: 0.6 }],
    ['wink to the right', { blinkRight: 1 }, { blinkRight: 0.6 }],
    ['glance aside', { gazeX: -0.9 }, { gazeX: 0.7 }],
    ['glance up', { gazeY: 0.7 }, { gazeY: -0.6 }],
  ])('tell a %s from nothing, whichever way it goes', (_, most, second) => {
    const { extreme, rest } = errorsByExtremeness(errors, acting({ 5: second, 11: most }));
    expect(extreme).toBe((5 + 11) / 2);
    expect(rest).toBeCloseTo((190 - 5 - 11) / 18, 12);
  });

  test('compare what is done with how often it is done, in whatever unit', () => {
    // A glance of 0.9 that comes in five frames is less extreme than one open mouth and one turned head.
    const glances = Object.fromEntries([0, 1, 2, 3, 4].map((frame) => [frame, { gazeX: 0.9 }]));
    const acted = acting({ ...glances, 12: { mouthOpen: 0.3 }, 17: { yaw: 8 } });
    expect(errorsByExtremeness(errors, acted).extreme).toBe((12 + 17) / 2);
  });

  test('are no errors of a smile, nor of a head that leans, which aligning takes back', () => {
    const acted = acting({ 3: { smile: 1 }, 4: { roll: 30 }, 8: { yaw: 1 }, 9: { yaw: 2 } });
    expect(errorsByExtremeness(errors, acted).extreme).toBe((8 + 9) / 2);
  });

  test('leave out frames without a face', () => {
    const acted = acting({ 3: { yaw: 50 }, 5: { yaw: 20 }, 11: { yaw: 30 } });
    const some = errors.map((error) => (error === 3 ? null : error));
    expect(errorsByExtremeness(some, acted).extreme).toBe((5 + 11) / 2);
    const none = errors.map(() => null);
    expect(errorsByExtremeness(none, acted)).toEqual({ extreme: null, rest: null });
    expect(errorsByExtremeness([7], acted.slice(0, 1))).toEqual({ extreme: 7, rest: null });
    expect(() => errorsByExtremeness(errors, acted.slice(1))).toThrow(
      'The list of performances holds 19 numbers',
    );
  });

  test('are of a tenth, rounded up, and of all others', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 255, noNaN: true }), { minLength: 2 }), (values) => {
        const acted = values.map((_, frame) => samplePerformance(frame));
        const { extreme, rest } = errorsByExtremeness(values, acted);
        const count = Math.ceil(values.length / 10);
        const weighted = (count * extreme! + (values.length - count) * rest!) / values.length;
        expect(weighted).toBeCloseTo(mean(values), 9);
        // An error that grows with the rank is larger where more is done.
        const byYaw = acted.map(({ yaw }) => Math.abs(yaw));
        const turned = acted.map(({ yaw }) => ({ ...neutralPerformance, yaw }));
        const grown = errorsByExtremeness(byYaw, turned);
        const sorted = byYaw.toSorted((x, y) => y - x);
        expect(grown.extreme).toBeCloseTo(mean(sorted.slice(0, count)), 9);
        expect(grown.rest).toBeCloseTo(mean(sorted.slice(count)), 9);
      }),
    );
  });
});
