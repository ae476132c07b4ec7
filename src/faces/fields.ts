import { z } from 'zod';
import { InputError } from '../errors.ts';

/** A number within [min, max]; the description says its unit and which way it points. */
export const range = (min: number, max: number, description: string) =>
  z.number().min(min).max(max).describe(description);

/** A seed: a whole number in [0, 2³²). */
export const seed = (description: string) => z.int().min(0).max(0xffffffff).describe(description);

/** A person's JSON, checked: the value itself when it fits the schema, else an {@link InputError} that names the field. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue.path.join('.') || '(all of it)';
  const found = at(value, issue.path);
  const shown = found === undefined ? 'missing' : clip(show(found));
  throw new InputError(
    `${what}: ${field} is ${shown}: ${expectation(issue)}`,
    `Correct ${field} and try again.`,
  );
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `expected at least ${issue.minimum}`;
    case 'too_big':
      return `expected at most ${issue.maximum}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `no such field: ${issue.keys.join(', ')}`;
    default:
      return issue.message;
  }
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let here: unknown = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<PropertyKey, unknown>)[key];
  }
  return here;
}

/** A value as a person would write it; JSON has no word for NaN and infinities. */
const show = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value));

const clip = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
