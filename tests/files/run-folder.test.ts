import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRoom } from '../../src/files/run-folder.ts';
import { scratchFolder } from '../scratch-folder.ts';

const home = scratchFolder();

/** A folder with a config.json of that text. */
async function folderWith(name: string, config: string): Promise<string> {
  const folder = join(home, name);
  await mkdir(folder);
  await writeFile(join(folder, 'config.json'), config);
  return folder;
}

test('what is no run is never given up to a new one, though it has a config.json', async () => {
  for (const [name, config] of [
    ['an-app', '{"name": "my app", "people": 3}'],
    ['a-list', '[1, 2]'],
    ['nothing', 'null'],
    ['no-json', 'port = 80'],
  ] as const) {
    await expect(expectRoom(await folderWith(name, config), true), name).rejects.toThrow('is no run');
  }
});

test('a run is given up when that is wished, and no sooner; an empty folder and none are free', async () => {
  const run = await folderWith('run', '{"janus": "0.0.1", "people": []}');
  await expect(expectRoom(run, true)).resolves.toBeUndefined();
  await expect(expectRoom(run, false)).rejects.toThrow('There is a run in');
  await mkdir(join(home, 'empty'));
  await expect(expectRoom(join(home, 'empty'), false)).resolves.toBeUndefined();
  await expect(expectRoom(join(home, 'none'), false)).resolves.toBeUndefined();
});
