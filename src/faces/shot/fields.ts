import { z } from 'zod';
import { InputError } from '../../errors.ts';

/** A number within [min, max]; the description says its unit and which way it points. */
export const range = (min: number, max: number, description: string) =>
  z.number().min(min).max(max).describe(description);

/** A seed: a whole number in [0, 2³²). */
export const seed = (description: string) => z.int().min(0).max(0xffffffff).describe(description);

/**
 * `value`, checked against a schema.
 * @param what names the value in errors: a file, or what it stands for.
 * @throws InputError naming the field that does not fit, its value and what was expected.
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0]].join('.');
    throw new InputError(`${what}: ${field}: no such field`, 'Remove it, or correct its name.');
  }
  const field = issue.path.join('.');
  const found = show(valueAt(value, issue.path));
  const expected =
    (issue.code === 'custom' ? undefined : expectation(schemaAt(schema, issue.path))) ?? issue.message;
  throw new InputError(
    `${field === '' ? what : `${what}: ${field}`} is ${found}: ${expected}`,
    `Correct ${field === '' ? 'it' : field} and try again.`,
  );
}

/** What a schema expects, in words; undefined where the schema's own message is better. */
function expectation(schema: z.ZodType | undefined): string | undefined {
  if (schema instanceof z.ZodNumber) {
    const whole = schema.format ? 'whole ' : '';
    return `expected a ${whole}number from ${schema.minValue} to ${schema.maxValue}`;
  }
  if (schema instanceof z.ZodEnum) return `expected one of ${schema.options.join(', ')}`;
  if (schema instanceof z.ZodUnion) {
    const literals = (schema.options as z.ZodLiteral[]).flatMap((option) => [...option.values]);
    return `expected one of ${literals.join(', ')}`;
  }
  if (schema instanceof z.ZodObject) return 'expected an object';
  if (schema instanceof z.ZodString) {
    // A string of the wrong form and no string at all get the same message.
    return schema.safeParse('').error?.issues[0].message;
  }
  return undefined;
}

/** The schema of a field, however deep; undefined where there is none. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let here: z.ZodType | undefined = schema;
  for (const key of path) {
    if (here instanceof z.ZodObject) here = (here.shape as Record<PropertyKey, z.ZodType>)[key];
    else if (here instanceof z.ZodArray) here = here.element as z.ZodType;
    else return undefined;
    if (here instanceof z.ZodOptional) here = here.unwrap() as z.ZodType;
  }
  return here;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here: unknown = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<PropertyKey, unknown>)[key];
  }
  return here;
}

/** A value as an error shows it, cut short if long. */
function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const text =
    typeof value === 'object' || typeof value === 'string'
      ? json(value)
      : (value as number | bigint).toString();
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'what JSON cannot hold';
  }
}
