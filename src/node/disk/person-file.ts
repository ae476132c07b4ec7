import { basename } from 'node:path';
import { parseIdentity } from '../../faces/shot/shot.ts';
import type { Host } from '../../pipeline/host.ts';
import { findPerson, type Person } from '../../pipeline/people.ts';
import { readJson } from './strict-read.ts';

/** Many times the size of an identity. */
const MOST_IDENTITY_BYTES = 65_536;

/**
 * The person of a name: one of the cast (`mira`), `seed:123`, or the path of a JSON file of an identity
 * (`people/ada.json`).
 * @throws InputError that says which of the three went wrong and how, with the nearest name of the cast.
 */
export async function findPersonOrFile(host: Host, name: string): Promise<Person> {
  if (/^seed:/i.test(name) || !/[/\\]|\.json$/i.test(name)) return findPerson(host, name);
  const identity = parseIdentity(await readJson(name, MOST_IDENTITY_BYTES), name);
  return { label: basename(name).replace(/\.json$/i, '') || 'somebody', about: `from ${name}`, identity };
}
