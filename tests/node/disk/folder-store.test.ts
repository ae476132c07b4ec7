import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderStore } from '../../../src/node/disk/folder-store.ts';
import { testStore } from '../../pipeline/store-contract.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const home = scratchFolder();
let folders = 0;
const newFolder = () => join(home, `store-${folders++}`);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('a store in a folder', () => {
  testStore(() => folderStore(newFolder()));

  test('says where on the disk a path is', () => {
    expect(folderStore(join(home, 'x', '..', 'run')).locate('a/b')).toBe(join(home, 'run', 'a', 'b'));
    expect(folderStore(join(home, 'run')).locate('')).toBe(join(home, 'run'));
  });

  test('writes a folder whole: what a killed process left behind is swept away, of whatever name', async () => {
    const folder = newFolder();
    const left = join(folder, 'checkpoints', '.step-00000002.2000000000-0a1b2c3d.new');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'optimizer.bin'), 'half');
    await folderStore(folder).writeFolder('checkpoints/step-00000007', { 'state.json': bytes('{}') });
    expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['step-00000007']);
  });

  test('reads nothing but ordinary files', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'folder'), { recursive: true });
    writeFileSync(join(home, 'secret'), 'elsewhere');
    symlinkSync(join(home, 'secret'), join(folder, 'link'));
    await expect(folderStore(folder).read('folder', 100)).rejects.toThrow('is not an ordinary file');
    await expect(folderStore(folder).read('link', 100)).rejects.toThrow('is a symbolic link');
  });

  test('refuses to write where it cannot, saying where', async () => {
    const folder = newFolder();
    writeFileSync(folder, 'a file');
    const store = folderStore(folder);
    for (const write of [
      () => store.write('config.json', bytes('{}')),
      () => store.append('metrics.jsonl', bytes('{}')),
      () => store.writeFolder('checkpoints/step', { 'state.json': bytes('{}') }),
    ]) {
      await expect(write()).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringMatching(
          /is there already, and is a file|lies in something that is not a folder/,
        ) as string,
      });
    }
  });
});
