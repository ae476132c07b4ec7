import { findMember, parseCast, type CastMember } from '../clips/cast.ts';
import { InputError } from '../errors.ts';
import { studioCapture } from '../faces/shot/capture.ts';
import type { Identity } from '../faces/shot/identity.ts';
import { neutralPerformance } from '../faces/shot/performance.ts';
import { sampleIdentity } from '../faces/shot/sample-identity.ts';
import type { Shot } from '../faces/shot/shot.ts';
import { parseJson } from '../parse-json.ts';
import type { Host } from './host.ts';

/**
 * The first seed of the crowd, the people that networks are pretrained on: nobody of the cast is among them,
 * and no test, study or user draws them.
 */
export const FIRST_CROWD_SEED = 0xc0000000;

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
 * The named characters that come with Janus.
 * @throws InputError if their file was changed into something else.
 */
export const loadCast = async (host: Host): Promise<CastMember[]> =>
  parseCast(parseJson(await host.readAsset('cast.json'), 'cast.json'));

/**
 * The person of a name, which is the same everywhere: one of the cast (`mira`), or `seed:123`.
 * @throws InputError that says which of the two went wrong and how, with the nearest name of the cast.
 */
export async function findPerson(host: Host, name: string): Promise<Person> {
  if (/^seed:/i.test(name)) return personOfSeed(name);
  const member = findMember(await loadCast(host), name);
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
      `${name} is no seed: expected a whole number from 0 to ${FIRST_CROWD_SEED - 1} after the colon.`,
      'For instance seed:123.',
    );
  }
  if (seed >= FIRST_CROWD_SEED) {
    throw new InputError(
      `${name} is one of the crowd: from seed ${FIRST_CROWD_SEED} on, people are for pretraining networks, which may have seen them.`,
      `Choose a seed below ${FIRST_CROWD_SEED}.`,
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
export const portraitOf = ({ identity }: Pick<Person, 'identity'>): Shot => ({
  identity,
  performance: neutralPerformance,
  capture: studioCapture,
});
