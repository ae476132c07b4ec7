import { mkdirSync, realpathSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { referTo, resolveReference } from '../../../src/node/disk/reference.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const home = realpathSync(scratchFolder());

test.each([
  ['no link between', 'plain/faces', 'plain/clips/a'],
  ['a link to the folder', 'linked/faces', 'linked/clips/a'],
  ['a link to the place', 'there/faces', 'there/clips/a'],
])(
  'with %s, a reference leads to its place, whichever way its folder is reached',
  async (_, folder, place) => {
    const kind = folder.split('/')[0];
    const deep = join(home, kind, 'deep', 'er');
    mkdirSync(deep, { recursive: true });
    // The paths through the links are of another depth than those without.
    const make = (path: string, linked: boolean) => {
      if (!linked) {
        mkdirSync(join(home, path), { recursive: true });
        return;
      }
      mkdirSync(join(deep, path), { recursive: true });
      mkdirSync(join(home, path, '..'), { recursive: true });
      symlinkSync(join(deep, path), join(home, path), 'junction');
    };
    make(folder, kind === 'linked');
    make(place, kind === 'there');
    const reference = await referTo(join(home, place), join(home, folder));
    for (const way of [join(home, folder), realpathSync(join(home, folder))]) {
      expect(realpathSync(await resolveReference(reference, way))).toBe(realpathSync(join(home, place)));
    }
  },
);

test('both can be moved together', async () => {
  mkdirSync(join(home, 'project', 'faces'), { recursive: true });
  mkdirSync(join(home, 'project', 'clips'), { recursive: true });
  const reference = await referTo(join(home, 'project', 'clips'), join(home, 'project', 'faces'));
  renameSync(join(home, 'project'), join(home, 'moved'));
  expect(await resolveReference(reference, join(home, 'moved', 'faces'))).toBe(join(home, 'moved', 'clips'));
});

test('a folder can refer to a place before it is made', async () => {
  mkdirSync(join(home, 'early', 'clips'), { recursive: true });
  const folder = join(home, 'early', 'faces', 'a');
  const reference = await referTo(join(home, 'early', 'clips'), folder);
  mkdirSync(folder, { recursive: true });
  expect(await resolveReference(reference, folder)).toBe(join(home, 'early', 'clips'));
});
