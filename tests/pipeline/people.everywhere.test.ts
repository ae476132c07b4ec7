import { expect, test } from 'vitest';
import { InputError, sampleIdentity } from '../../src/index.ts';
import { findPerson, loadCast, portraitOf } from '../../src/pipeline/people.ts';
import { localHost } from './local-host.ts';

const host = localHost();

test('the cast are twelve, all different, of varied appearance', async () => {
  const cast = await loadCast(host);
  expect(cast).toHaveLength(12);
  const variants = (of: (member: (typeof cast)[number]) => string) => new Set(cast.map(of)).size;
  expect(variants(({ name }) => name)).toBe(12);
  expect(variants(({ identity }) => identity.skin.colour)).toBeGreaterThanOrEqual(8);
  expect(variants(({ identity }) => identity.hair.style)).toBeGreaterThanOrEqual(6);
  expect(variants(({ identity }) => identity.beard.style)).toBeGreaterThanOrEqual(3);
  expect(variants(({ identity }) => identity.glasses.style)).toBe(3);
});

test('a person is a name of the cast, or a seed', async () => {
  expect(await findPerson(host, 'Mira')).toMatchObject({ name: 'mira', label: 'mira' });
  expect(await findPerson(host, 'seed:3221225471')).toMatchObject({ label: 'seed-3221225471' });
  const person = await findPerson(host, 'seed:12');
  expect(person.identity).toEqual(sampleIdentity(12));
  expect(portraitOf(person).identity).toBe(person.identity);
});

test('a cast that is no JSON is refused by its file', async () => {
  const page = new TextEncoder().encode('<!doctype html>');
  const wrong = { ...host, readAsset: () => Promise.resolve(page) };
  await expect(findPerson(wrong, 'mira')).rejects.toThrow(/^cast\.json is not JSON/);
});

test.each([
  ['mora', /nobody called "mora" in the cast/],
  ['', /nobody called "" in the cast/],
  ['seed:', /seed: is no seed/],
  ['seed:-1', /is no seed/],
  ['seed:4294967296', /is no seed/],
  ['seed:1.5', /is no seed/],
  ['seed:3221225472', /is one of the crowd/],
  ['seed:4294967295', /is one of the crowd/],
])('%j is refused', async (name, message) => {
  await expect(findPerson(host, name)).rejects.toThrow(InputError);
  await expect(findPerson(host, name)).rejects.toThrow(message);
});

test('the nearest name is suggested, and only a near one', async () => {
  await expect(findPerson(host, 'mora')).rejects.toMatchObject({
    advice: expect.stringContaining('Did you mean mira?') as string,
  });
  await expect(findPerson(host, 'wolfgang')).rejects.toMatchObject({
    advice: expect.not.stringContaining('Did you mean') as string,
  });
});
