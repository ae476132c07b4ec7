import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backgroundStyles,
  beardStyles,
  captureSchema,
  glassesStyles,
  hairStyles,
  identitySchema,
  neutralPerformance,
  parseCapture,
  parsePerformance,
  performanceSchema,
  sampleCapture,
  sampleIdentity,
  samplePerformance,
  sampleShot,
  studioCapture,
} from '../../src/index.ts';

const seeds = fc.integer({ min: 0, max: 0xffffffff });
const thousands = Array.from({ length: 4000 }, (_, i) => (i < 2000 ? i : Math.imul(i, 0x9e3779b1) >>> 0));

describe.each([
  ['identity', sampleIdentity, identitySchema],
  ['performance', samplePerformance, performanceSchema],
  ['capture', sampleCapture, captureSchema],
] as const)('a sampled %s', (part, sample, schema) => {
  test('is the same for the same seed, whatever was sampled before', () => {
    fc.assert(
      fc.property(seeds, seeds, (seed, other) => {
        const first = sample(seed);
        sample(other);
        expect(sample(seed)).toEqual(first);
      }),
    );
  });

  test('is another for another seed', () => {
    expect(new Set(thousands.map((seed) => JSON.stringify(sample(seed)))).size).toBe(thousands.length);
  });

  test('always lies within its ranges', () => {
    for (const seed of thousands) {
      const { error } = schema.safeParse(sample(seed));
      if (error) throw new Error(`seed ${seed}: ${error.message}`);
    }
    fc.assert(fc.property(seeds, (seed) => schema.safeParse(sample(seed)).success));
  });

  test('is that part of the sampled shot', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(sampleShot(seed)[part]).toEqual(sample(seed));
      }),
    );
  });

  test('keeps its value when it is written as JSON', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(JSON.parse(JSON.stringify(sample(seed)))).toEqual(sample(seed));
      }),
    );
  });
});

describe('among the sampled', () => {
  const people = thousands.map(sampleIdentity);

  test('every style occurs', () => {
    expect(new Set(people.map(({ hair }) => hair.style))).toEqual(new Set(hairStyles));
    expect(new Set(people.map(({ beard }) => beard.style))).toEqual(new Set(beardStyles));
    expect(new Set(people.map(({ glasses }) => glasses.style))).toEqual(new Set(glassesStyles));
    expect(new Set(thousands.map((seed) => sampleCapture(seed).background.style))).toEqual(
      new Set(backgroundStyles),
    );
  });

  test('every decade of age from 20 to 80 is as likely as the next', () => {
    for (let decade = 20; decade < 80; decade += 10) {
      const share = people.filter(({ age }) => age >= decade && age < decade + 10).length / people.length;
      expect(share, `${decade} to ${decade + 10}`).toBeCloseTo(10 / 62, 1.5);
    }
  });

  test("the body's skin is the face's", () => {
    expect(people.filter(({ body, skin }) => body.skin !== skin.colour)).toEqual([]);
  });

  test('heads turn to ±45° and tilt to ±25°, no further', () => {
    const performances = thousands.map(samplePerformance);
    const yaws = performances.map(({ yaw }) => Math.abs(yaw));
    const pitches = performances.map(({ pitch }) => Math.abs(pitch));
    expect(Math.max(...yaws)).toBeLessThanOrEqual(45);
    expect(Math.max(...yaws)).toBeGreaterThan(35);
    expect(Math.max(...pitches)).toBeLessThanOrEqual(25);
    expect(Math.max(...pitches)).toBeGreaterThan(19);
  });

  test('the parts of one seed are independent: neither seed nor part tells of another', () => {
    const correlated = (a: number[], b: number[]) => Math.abs(correlation(a, b));
    const ages = people.map(({ age }) => age);
    const yaws = thousands.map((seed) => samplePerformance(seed).yaw);
    const azimuths = thousands.map((seed) => sampleCapture(seed).light.azimuth);
    expect(correlated(ages, yaws)).toBeLessThan(0.06);
    expect(correlated(ages, azimuths)).toBeLessThan(0.06);
    expect(correlated(yaws, azimuths)).toBeLessThan(0.06);
    expect(correlated(ages.slice(1, 2000), ages.slice(0, 1999))).toBeLessThan(0.08);
  });
});

test('the neutral performance and the studio capture lie within their ranges', () => {
  expect(parsePerformance(neutralPerformance)).toEqual(neutralPerformance);
  expect(parseCapture(studioCapture)).toEqual(studioCapture);
});

/** Pearson's coefficient. */
function correlation(a: number[], b: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, i) => (value - ma) * (b[i] - mb)));
  const variance = (values: number[], m: number) => mean(values.map((value) => (value - m) * (value - m)));
  return covariance / Math.sqrt(variance(a, ma) * variance(b, mb));
}
