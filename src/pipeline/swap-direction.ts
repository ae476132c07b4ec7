import { InputError } from '../errors.ts';
import { samePerson, type Identity } from '../faces/identity.ts';
import type { RunConfig } from '../node/disk/run-folder.ts';

/**
 * The number of the person in a clip among those that a run was trained on.
 * @throws InputError if it is none of them.
 */
export function numberOf(identity: Identity, { people }: RunConfig, clip: string): number {
  const number = people.findIndex((person) => samePerson(person.identity, identity));
  if (number >= 0) return number;
  throw new InputError(
    `The person in ${clip} is none of those that the run was trained on: ${people.map(({ name }) => name).join(', ')}.`,
    'Film one of them, and extract that clip.',
  );
}

/** The number of the person of that name. @throws InputError if the run was trained on nobody of that name. */
export function numberNamed(name: string, { people }: RunConfig): number {
  const number = people.findIndex((person) => person.name === name);
  if (number >= 0) return number;
  throw new InputError(
    `The run was trained on nobody called ${JSON.stringify(name)}: expected one of ${people.map((person) => person.name).join(', ')}.`,
  );
}
