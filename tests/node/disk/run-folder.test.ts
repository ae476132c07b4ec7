import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  expectRoom,
  previewFile,
  previewsOf,
  readMetrics,
  rewindMetrics,
} from '../../../src/node/disk/run-folder.ts';
import { scratchFolder } from '../../scratch-folder.ts';

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

test('a run whose config.json is lost or zeroed may be replaced, if it holds nothing but what runs hold', async () => {
  const run = await folderWith('zeroed', '\0'.repeat(500));
  await expect(expectRoom(run, true)).rejects.toThrow('is no run');
  await mkdir(join(run, 'checkpoints'));
  await writeFile(join(run, '.DS_Store'), '');
  await expect(expectRoom(run, true)).resolves.toBeUndefined();
  await expect(expectRoom(run, false)).rejects.toThrow('whose config.json cannot be read');
  await writeFile(join(run, 'notes.txt'), '');
  await expect(expectRoom(run, true)).rejects.toThrow('is no run');
  // What can be read and is another program's stays one.
  const other = await folderWith('other', '{"port": 80}');
  await mkdir(join(other, 'checkpoints'));
  await expect(expectRoom(other, true)).rejects.toThrow('is no run');
});

test('what file managers leave in a folder neither fills it nor is a preview', async () => {
  const folder = join(home, 'shown');
  await mkdir(join(folder, 'previews'), { recursive: true });
  await writeFile(join(folder, 'previews', '._step-00000001.png'), '');
  await writeFile(previewFile(folder, 1), '');
  expect(await previewsOf(folder)).toEqual(['step-00000001.png']);
  await rm(join(folder, 'previews'), { recursive: true });
  for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '.directory', '._x.png']) {
    await writeFile(join(folder, name), '');
  }
  await expect(expectRoom(folder, false)).resolves.toBeUndefined();
});

test('metrics whose last line was cut off are read and gone back on; a whole line that is none is refused', async () => {
  const run = join(home, 'told');
  await mkdir(join(run, 'previews'), { recursive: true });
  const file = join(run, 'metrics.jsonl');
  const look = (step: number) => ({ step, seconds: step, swapErrors: { 'a→b': 9 } });
  const lines = [look(0), { step: 2, seconds: 2, losses: { a: 1, b: 2 } }, look(2), look(5)];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFile(file, `${text}{"step": 7, "sec`);
  expect(await readMetrics(run)).toEqual(lines);

  for (const { step } of [look(0), look(2), look(5)]) await writeFile(previewFile(run, step), 'picture');
  await rewindMetrics(run, 2);
  // It looks again where it goes on from.
  expect(await readFile(file, 'utf8')).toBe(text.split('\n').slice(0, 2).join('\n') + '\n');
  expect(await readdir(join(run, 'previews'))).toEqual(['step-00000000.png', 'step-00000002.png']);

  await writeFile(file, `${text}{"step": 7}\n`);
  await expect(readMetrics(run)).rejects.toThrow(/metrics\.jsonl, line 5: seconds/);
});
