import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectWritable, writeFileAtomic, writeFolderAtomic } from '../../../src/node/disk/atomic.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const home = scratchFolder();

/** A folder in which a dead process has moved a clip aside, to put another in its place. */
function movedAside(name: string, ...others: readonly string[]): string {
  const folder = join(home, name);
  for (const entry of ['.clip.2000000000-0123abcd.old', ...others]) {
    mkdirSync(join(folder, entry), { recursive: true });
    writeFileSync(join(folder, entry, 'frame'), entry);
  }
  return folder;
}
const fill = (text: string) => (temporary: string) => {
  writeFileSync(join(temporary, 'frame'), text);
  return Promise.resolve();
};

test('what a dead process had moved aside and not yet replaced is put back', async () => {
  const folder = movedAside('put-back', '.clip.2000000000-0123abce.new');
  await expect(
    writeFolderAtomic(join(folder, 'clip'), true, () => Promise.reject(new Error('no luck either'))),
  ).rejects.toThrow('no luck either');
  expect(readdirSync(folder)).toEqual(['clip']);
  expect(readFileSync(join(folder, 'clip', 'frame'), 'utf8')).toBe('.clip.2000000000-0123abcd.old');
  await writeFolderAtomic(join(folder, 'clip'), true, fill('new'));
  expect(readFileSync(join(folder, 'clip', 'frame'), 'utf8')).toBe('new');
});

test('what it had replaced already is removed', async () => {
  const folder = movedAside('replaced', 'clip');
  await expect(writeFolderAtomic(join(folder, 'clip'), false, fill('late'))).rejects.toThrow(
    'appeared while',
  );
  expect(readdirSync(folder)).toEqual(['clip']);
  expect(readFileSync(join(folder, 'clip', 'frame'), 'utf8')).toBe('clip');
});

test('a file is written whole, or not at all', async () => {
  const file = join(home, 'deep', 'figures.json');
  await writeFileAtomic(file, '1');
  await writeFileAtomic(file, '2');
  expect(readFileSync(file, 'utf8')).toBe('2');
  mkdirSync(join(home, 'deep', 'taken'));
  writeFileSync(join(home, 'deep', 'taken', 'by'), 'something');
  await expect(writeFileAtomic(join(home, 'deep', 'taken'), '3')).rejects.toMatchObject({
    name: 'InputError',
  });
  expect(readdirSync(join(home, 'deep')).sort()).toEqual(['figures.json', 'taken']);
});

test('whether something can be written is found out without leaving anything, not even the folders on the way', async () => {
  mkdirSync(join(home, 'asked'));
  await expectWritable(join(home, 'asked', 'a', 'b', 'file'));
  expect(readdirSync(join(home, 'asked'))).toEqual([]);
  writeFileSync(join(home, 'asked', 'file'), '');
  await expect(expectWritable(join(home, 'asked', 'file', 'b', 'c'))).rejects.toMatchObject({
    name: 'InputError',
  });
  expect(readdirSync(join(home, 'asked'))).toEqual(['file']);
});

test.each([
  ['asked for', (path: string) => expectWritable(path)],
  ['a file', (path: string) => writeFileAtomic(path, '')],
  ['a folder', (path: string) => writeFolderAtomic(path, true, () => Promise.resolve())],
])('a name that is too long is called that, and a shorter one is advised (%s)', async (_, write) => {
  await expect(write(join(home, 'x'.repeat(240)))).rejects.toMatchObject({
    message: expect.stringMatching(/x has a name that is too long\.$/) as string,
    advice: expect.stringContaining('Choose another name') as string,
  });
});
