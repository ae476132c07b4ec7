import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError, sampleIdentity } from '../../../src/index.ts';
import { findPersonOrFile } from '../../../src/node/disk/person-file.ts';
import { nodeHost } from '../../../src/node/host.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const home = scratchFolder();
const host = nodeHost();

test('a person is a name of the cast, a seed, or a file', async () => {
  expect(await findPersonOrFile(host, 'Mira')).toMatchObject({ name: 'mira', label: 'mira' });
  expect((await findPersonOrFile(host, 'seed:12')).identity).toEqual(sampleIdentity(12));
  const file = join(home, 'ada.json');
  writeFileSync(file, JSON.stringify(sampleIdentity(3)));
  expect(await findPersonOrFile(host, file)).toEqual({
    label: 'ada',
    about: `from ${file}`,
    identity: sampleIdentity(3),
  });
});

test.each([
  ['mora', /nobody called "mora" in the cast/],
  ['', /nobody called "" in the cast/],
  ['seed:1.5', /is no seed/],
  ['nobody.json', /nobody\.json does not exist/],
  ['../x/', /does not exist|is not an ordinary file/],
])('%j is refused', async (name, message) => {
  await expect(findPersonOrFile(host, name)).rejects.toThrow(InputError);
  await expect(findPersonOrFile(host, name)).rejects.toThrow(message);
});

test('a file that is no identity is refused by field', async () => {
  const file = join(home, 'tall.json');
  writeFileSync(file, JSON.stringify({ ...sampleIdentity(3), age: 12 }));
  await expect(findPersonOrFile(host, file)).rejects.toThrow(
    /tall\.json: age is 12: expected a number from 18 to 90/,
  );
});
