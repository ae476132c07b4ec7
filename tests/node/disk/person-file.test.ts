import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCast } from '../../src/pipeline/cast.ts';
import { findPerson } from '../../src/pipeline/person.ts';
import { InputError, sampleIdentity } from '../../src/index.ts';
import { scratchFolder } from '../scratch-folder.ts';

const home = scratchFolder();

test('the cast are twelve, all different, of many looks', async () => {
  const cast = await loadCast();
  expect(cast).toHaveLength(12);
  const looks = (look: (member: (typeof cast)[number]) => string) => new Set(cast.map(look)).size;
  expect(looks(({ name }) => name)).toBe(12);
  expect(looks(({ identity }) => identity.skin.colour)).toBeGreaterThanOrEqual(8);
  expect(looks(({ identity }) => identity.hair.style)).toBeGreaterThanOrEqual(6);
  expect(looks(({ identity }) => identity.beard.style)).toBeGreaterThanOrEqual(3);
  expect(looks(({ identity }) => identity.glasses.style)).toBe(3);
});

test('a person is a name of the cast, a seed, or a file', async () => {
  expect(await findPerson('Mira')).toMatchObject({ name: 'mira', label: 'mira' });
  expect(await findPerson('seed:4294967295')).toMatchObject({ label: 'seed-4294967295' });
  expect((await findPerson('seed:12')).identity).toEqual(sampleIdentity(12));
  const file = join(home, 'ada.json');
  writeFileSync(file, JSON.stringify(sampleIdentity(3)));
  expect(await findPerson(file)).toEqual({
    label: 'ada',
    about: `from ${file}`,
    identity: sampleIdentity(3),
  });
});

test.each([
  ['mora', /nobody called "mora" in the cast/],
  ['', /nobody called "" in the cast/],
  ['seed:', /seed: is no seed/],
  ['seed:-1', /is no seed/],
  ['seed:4294967296', /is no seed/],
  ['seed:1.5', /is no seed/],
  ['nobody.json', /nobody\.json does not exist/],
  ['../x/', /does not exist|is not an ordinary file/],
])('%j is refused', async (name, message) => {
  await expect(findPerson(name)).rejects.toThrow(InputError);
  await expect(findPerson(name)).rejects.toThrow(message);
});

test('the nearest name is suggested, and only a near one', async () => {
  await expect(findPerson('mora')).rejects.toMatchObject({
    advice: expect.stringContaining('Did you mean mira?') as string,
  });
  await expect(findPerson('wolfgang')).rejects.toMatchObject({
    advice: expect.not.stringContaining('Did you mean') as string,
  });
});

test('a file that is no identity is refused by field', async () => {
  const file = join(home, 'tall.json');
  writeFileSync(file, JSON.stringify({ ...sampleIdentity(3), age: 12 }));
  await expect(findPerson(file)).rejects.toThrow(/tall\.json: age is 12: expected a number from 18 to 90/);
});
