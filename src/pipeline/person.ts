import { basename } from 'node:path';
import { findMember } from '../clips/cast.ts';
import { InputError } from '../errors.ts';
import type { Identity } from '../faces/identity.ts';
import { sampleIdentity } from '../faces/sample-identity.ts';
import { neutralPerformance } from '../faces/performance.ts';
import { studioCapture } from '../faces/capture.ts';
import { parseIdentity, type Shot } from '../faces/shot.ts';
import { loadCast } from './cast.ts';
import { readJson } from '../node/disk/strict-read.ts';

/** Many times what an identity takes. */
const MOST_IDENTITY_BYTES = 65_536;

/** Somebody, however they were named. */
export interface Person {
  /** The name that finds them anywhere, `mira` or `seed:123`; somebody from a file has none. */
  readonly name?: string;
  /** A short word for files and headings: `mira`, `seed-123`, or the file's name. */
  readonly label: string;
  /** One line on who they are. */
  readonly about: string;
  readonly identity: Identity;
}

/**
 * The person of a name, which is the same everywhere: one of the cast (`mira`), `seed:123`, or the path of a JSON file of an
 * identity (`people/ada.json`).
 * @throws InputError that says which of the three went wrong and how, with the nearest name of the cast.
 */
export async function findPerson(name: string): Promise<Person> {
  if (/^seed:/i.test(name)) return personOfSeed(name);
  if (/[/\\]|\.json$/i.test(name)) {
    const identity = parseIdentity(await readJson(name, MOST_IDENTITY_BYTES), name);
    return { label: basename(name).replace(/\.json$/i, '') || 'somebody', about: `from ${name}`, identity };
  }
  const member = findMember(await loadCast(), name);
  return {
    name: member.name,
    label: member.name,
    about: `${member.title}: ${member.about}`,
    identity: member.identity,
  };
}

function personOfSeed(name: string): Person {
  const digits = name.slice('seed:'.length);
  const seed = /^\d{1,10}$/.test(digits) ? Number(digits) : NaN;
  if (!(seed <= 0xffffffff)) {
    throw new InputError(
      `${name} is no seed: expected a whole number from 0 to 4294967295 after the colon.`,
      'For instance seed:123.',
    );
  }
  return {
    name: `seed:${seed}`,
    label: `seed-${seed}`,
    about: `drawn from seed ${seed}`,
    identity: sampleIdentity(seed),
  };
}

/** How somebody is shown: facing the camera, doing nothing, in the studio's light. */
export const portraitOf = ({ identity }: Person): Shot => ({
  identity,
  performance: neutralPerformance,
  capture: studioCapture,
});
