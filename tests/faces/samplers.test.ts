import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  backgroundStyles,
  beardStyles,
  captureSchema,
  glassesStyles,
  hairStyles,
  identitySchema,
  neutralPerformance,
  occluderSchema,
  parseCapture,
  parsePerformance,
  performanceSchema,
  sampleCapture,
  sampleIdentity,
  sampleOccluder,
  samplePerformance,
  sampleShot,
  studioCapture,
} from '../../src/index.ts';
import { leaves } from './any-value.ts';

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
      const fraction = people.filter(({ age }) => age >= decade && age < decade + 10).length / people.length;
      expect(fraction, `${decade} to ${decade + 10}`).toBeCloseTo(10 / 62, 1.5);
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

  test('no number of a part tells of a number of another part of the same seed', () => {
    const parts = [
      numbers(identitySchema, people),
      numbers(performanceSchema, thousands.map(samplePerformance)),
      numbers(captureSchema.omit({ occluder: true }), thousands.map(sampleCapture)),
      numbers(occluderSchema, thousands.map(sampleOccluder)),
    ];
    const related = parts.flatMap((part, i) =>
      parts.slice(i + 1).flatMap((other) =>
        part.flatMap(
          (a) =>
            other
              .map((b) => ({
                pair: `${a.name} and ${b.name}`,
                strength: Math.abs(product(a.values, b.values)),
              }))
              .filter(({ strength }) => strength > 0.09), // by chance 0.016 on average, 0.07 at most
        ),
      ),
    );
    expect(related).toEqual([]);
  });

  test('no number tells of that of the next seed', () => {
    for (const { name, values } of numbers(identitySchema, people.slice(0, 2000))) {
      expect(Math.abs(product(values.slice(1), values.slice(0, -1))), name).toBeLessThan(0.1);
    }
  });
});

test('the neutral performance and the studio capture lie within their ranges', () => {
  expect(parsePerformance(neutralPerformance)).toEqual(neutralPerformance);
  expect(parseCapture(studioCapture)).toEqual(studioCapture);
});

/**
 * Every number of a part that varies: its values over many samples, shifted and scaled to mean 0 and
 * deviation 1.
 */
function numbers(schema: z.ZodType, samples: readonly unknown[]): { name: string; values: Float64Array }[] {
  return leaves(schema)
    .filter((leaf) => leaf.schema instanceof z.ZodNumber)
    .map(({ path }) => {
      const values = Float64Array.from(samples, (sample) =>
        Number(path.reduce((group, key) => (group as Record<string, unknown>)[key], sample)),
      );
      const mean = product(
        values,
        values.map(() => 1),
      );
      const centred = values.map((value) => value - mean);
      const deviation = Math.sqrt(product(centred, centred));
      return { name: path.join('.'), values: centred.map((value) => value / deviation) };
    })
    .filter(({ values }) => Number.isFinite(values[0]));
}

/** The mean of the products: of two rows of mean 0 and deviation 1 it is Pearson's correlation. */
function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum / a.length;
}
