import { z } from 'zod';
import { InputError } from '../errors.ts';
import { parse } from '../faces/shot/fields.ts';
import { identitySchema } from '../faces/shot/identity.ts';
import { nearest } from './nearest.ts';

const memberSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z]{1,20}$/, 'expected 1 to 20 small letters a to z')
    .describe('what they are called on the command line'),
  title: z.string().min(1).max(40).describe('their name as it is written'),
  about: z.string().min(1).max(120).describe('one line on how they look'),
  identity: identitySchema,
});
/** A named character of the cast. */
export type CastMember = z.infer<typeof memberSchema>;

const castSchema = z
  .strictObject({ cast: z.array(memberSchema).min(1).max(100) })
  .refine(({ cast }) => new Set(cast.map(({ name }) => name)).size === cast.length, 'two have the same name');

/** `value`, the content of a `cast.json`. @throws InputError naming the field, the value and the range. */
export const parseCast = (value: unknown, what = 'cast.json'): CastMember[] =>
  parse(castSchema, value, what).cast;

/** The member of that name. @throws InputError that suggests the nearest name. */
export function findMember(cast: readonly CastMember[], name: string): CastMember {
  const found = cast.find((member) => member.name === name.toLowerCase());
  if (found) return found;
  const names = cast.map((member) => member.name);
  const near = nearest(name.toLowerCase(), names);
  throw new InputError(
    `There is nobody called ${JSON.stringify(name)} in the cast.`,
    `${near === undefined ? '' : `Did you mean ${near}? `}The cast: ${names.join(', ')}. A person may also be seed:123, or the path of a JSON file of an identity.`,
  );
}
