import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { randomColourJitter, jitterColours } from '../../../src/train/augment/colour-jitter.ts';

describe('what is drawn', () => {
  const random = new Random(1);
  const drawn = Array.from({ length: 4000 }, () => randomColourJitter(random));

  test('is a gain for all times a gain for each channel, either within ±50 %', () => {
    for (const { gains } of drawn) {
      expect(Math.max(...gains)).toBeLessThanOrEqual(1.5 * 1.5);
      expect(Math.min(...gains)).toBeGreaterThanOrEqual(0.5 * 0.5);
      // The gain for all falls out of what the channels have to each other.
      expect(Math.max(...gains) / Math.min(...gains)).toBeLessThanOrEqual(1.5 / 0.5);
    }
    // Uniform gains a of all and c of a channel, from 0.5 to 1.5: E[a c] = 1, E[(a c)²] = (13/12)², E[a c · a
    // c'] = 13/12.
    const mean = (value: (gains: readonly number[]) => number) =>
      drawn.reduce((sum, { gains }) => sum + value(gains), 0) / drawn.length;
    expect(mean(([r]) => r)).toBeCloseTo(1, 1.3);
    expect(mean(([r]) => r * r)).toBeCloseTo((13 / 12) ** 2, 0.9);
    expect(mean(([r, g]) => r * g)).toBeCloseTo(13 / 12, 0.9);
    expect(mean(([, g, b]) => g * b)).toBeCloseTo(13 / 12, 0.9);
  });

  test('is an offset for all within a tenth of the range', () => {
    const offsets = drawn.map(({ offset }) => offset).sort((a, b) => a - b);
    expect(offsets[0]).toBeGreaterThanOrEqual(-0.1);
    expect(offsets[0]).toBeLessThan(-0.099);
    expect(offsets.at(-1)).toBeLessThanOrEqual(0.1);
    expect(offsets.at(-1)).toBeGreaterThan(0.099);
  });
});

test('colours are multiplied, lifted and held within 0 and 1', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const gain = fc.double({ min: 0, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(unit, unit, unit), { minLength: 1, maxLength: 5 }),
      fc.tuple(gain, gain, gain),
      fc.double({ min: -1, max: 1, noNaN: true }),
      (pixels, gains, offset) => {
        const picture = Float32Array.from(pixels.flat());
        jitterColours(picture, { gains, offset });
        pixels.forEach((pixel, i) => {
          pixel.forEach((value, c) => {
            const expected = Math.max(0, Math.min(1, value * gains[c] + offset));
            expect(picture[3 * i + c]).toBeCloseTo(expected, 5);
          });
        });
      },
    ),
  );
});
