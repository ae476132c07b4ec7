import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../src/errors.ts';
import {
  parseShot,
  render,
  renderTruth,
  sampleOccluder,
  sampleShot,
  shotSchema,
  type Shot,
} from '../../src/index.ts';
import { isWhole, leaves, limits } from './any-value.ts';

const fields = leaves(shotSchema).map(({ path, schema }) => ({ field: path.join('.'), schema }));
const numbers = fields.filter((leaf): leaf is { field: string; schema: z.ZodNumber } => {
  return leaf.schema instanceof z.ZodNumber;
});
const colours = fields.filter(({ schema }) => schema instanceof z.ZodString);
const choices = fields.filter(
  ({ schema }) => !(schema instanceof z.ZodNumber || schema instanceof z.ZodString),
);

const { capture, ...rest } = sampleShot(1);
const whole: Shot = { ...rest, capture: { ...capture, occluder: sampleOccluder(1) } };

/** A valid shot with one field set to something else, or left out. */
function shotWith(field: string, value: unknown): Shot {
  const shot = structuredClone(whole);
  const keys = field.split('.');
  const last = keys.pop()!;
  let group = shot as unknown as Record<string, unknown>;
  for (const key of keys) group = group[key] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(group, last);
  else group[last] = value;
  return shot;
}

function refusal(value: unknown): InputError {
  try {
    parseShot(value);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('accepted');
}

/** What the message must say of a value that is no number of the range. */
function expectedRange(schema: z.ZodNumber): string {
  const { low, high } = limits(schema);
  return `expected a ${isWhole(schema) ? 'whole ' : ''}number from ${low} to ${high}`;
}

test('the schemas have their fields', () => {
  expect(numbers.length).toBeGreaterThan(50);
  expect(colours.length).toBeGreaterThan(10);
  expect(choices.map(({ field }) => field)).toEqual([
    'identity.beard.style',
    'identity.hair.style',
    'identity.hair.side',
    'identity.glasses.style',
    'capture.background.style',
    'capture.occluder.kind',
  ]);
});

describe.each(numbers)('$field', ({ field, schema }) => {
  const { low, high } = limits(schema);
  const step = isWhole(schema) ? 1 : 1e-9;

  test('may be anything from its minimum to its maximum', () => {
    expect(parseShot(shotWith(field, low))).toEqual(shotWith(field, low));
    expect(parseShot(shotWith(field, high))).toEqual(shotWith(field, high));
  });

  test('is refused by name, value and range', () => {
    const wrong: [unknown, string][] = [
      [low - step, String(low - step)],
      [high + step, String(high + step)],
      [1e300, '1e+300'],
      [NaN, 'NaN'],
      [Infinity, 'Infinity'],
      [-Infinity, '-Infinity'],
      [String(low), `"${low}"`],
      [null, 'null'],
      [[low], `[${low}]`],
      [undefined, 'missing'],
      ...(isWhole(schema) ? [[low + 0.5, String(low + 0.5)] satisfies [unknown, string]] : []),
    ];
    for (const [value, shown] of wrong) {
      expect(refusal(shotWith(field, value)).message).toBe(
        `shot: ${field} is ${shown}: ${expectedRange(schema)}`,
      );
    }
  });

  test('is refused when it is misspelt', () => {
    expect(refusal(shotWith(`${field}x`, low)).message).toContain(`${field}x: no such field`);
  });
});

test.each(colours)('$field must be a colour', ({ field }) => {
  for (const [value, shown] of [
    ['red', '"red"'],
    ['#FFFFFF', '"#FFFFFF"'],
    ['#fff', '"#fff"'],
    ['#ffffff\n', '"#ffffff\\n"'],
    [0xffffff, '16777215'],
    [undefined, 'missing'],
  ]) {
    expect(refusal(shotWith(field, value)).message).toBe(
      `shot: ${field} is ${shown}: expected a colour such as #c68642`,
    );
  }
});

test.each(choices)('$field must be one of those there are', ({ field }) => {
  for (const [value, shown] of [
    ['mullet', '"mullet"'],
    [0, '0'],
    [undefined, 'missing'],
  ]) {
    expect(refusal(shotWith(field, value)).message).toMatch(
      new RegExp(`^shot: ${field.replaceAll('.', '\\.')} is ${shown}: expected one of \\S+, \\S+`),
    );
  }
});

test.each(['identity', 'identity.head', 'performance', 'capture.light'])('%s must be an object', (field) => {
  for (const [value, shown] of [
    [null, 'null'],
    [[], '[]'],
    [3, '3'],
    [undefined, 'missing'],
  ] satisfies [unknown, string][]) {
    expect(refusal(shotWith(field, value)).message).toBe(`shot: ${field} is ${shown}: expected an object`);
  }
});

test('what is no shot at all is refused', () => {
  for (const value of [null, undefined, 5, 'shot', [], () => 0]) {
    expect(refusal(value).message).toMatch(/^shot is .+: expected an object$/);
  }
});

test('what JSON cannot hold is refused like anything else', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  for (const value of [10n, Symbol('wide'), () => 1, circular, new Map(), new Date(NaN)]) {
    expect(refusal(shotWith('performance.yaw', value) as unknown).message).toMatch(
      /^shot: performance\.yaw is .+: expected a number from -60 to 60$/s,
    );
  }
});

describe('drawing', () => {
  test.each([15, 1025, 64.5, -64, 0, NaN, Infinity, '64', undefined])('refuses the size %s', (size) => {
    for (const draw of [render, renderTruth]) {
      expect(() => draw(sampleShot(1), size as number)).toThrow(
        new InputError(`size is ${size}: expected a whole number from 16 to 1024 pixels.`),
      );
    }
  });

  test('refuses a shot that is out of range, whatever was drawn before', () => {
    render(sampleShot(1), 64);
    for (const field of ['identity.head.width', 'performance.yaw', 'capture.size']) {
      expect(() => render(shotWith(field, NaN), 64)).toThrow(InputError);
      expect(() => render(shotWith(field, 1e9), 64)).toThrow(InputError);
    }
  });
});
