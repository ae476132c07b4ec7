import { existsSync } from 'node:fs';
import { withStart } from '../../../src/train/config/start.ts';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRoom, extractionsFrom, newRun, openRunClips } from '../../../src/node/disk/run-folder.ts';
import { writeConfig, type RunConfig } from '../../../src/pipeline/run/config.ts';
import { folderStore } from '../../../src/node/disk/folder-store.ts';
import { sampleIdentity } from '../../../src/index.ts';
import { defaultsOf } from '../../../src/setting.ts';
import { settings } from '../../../src/settings.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const home = scratchFolder();

/** A folder with a config.json of that text. */
async function folderWith(name: string, config: string): Promise<string> {
  const folder = join(home, name);
  await mkdir(folder);
  await writeFile(join(folder, 'config.json'), config);
  return folder;
}

test('a folder that is no run is never replaced by one, though it has a config.json', async () => {
  for (const [name, config] of [
    ['an-app', '{"name": "my app", "people": 3}'],
    ['a-list', '[1, 2]'],
    ['nothing', 'null'],
    ['no-json', 'port = 80'],
  ] as const) {
    await expect(expectRoom(await folderWith(name, config), true), name).rejects.toThrow('is no run');
  }
});

test('a run is replaced only if asked for; an empty folder and none are free', async () => {
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

test('a folder with only what file managers leave counts as empty', async () => {
  const folder = join(home, 'shown');
  await mkdir(folder);
  for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '.directory', '._x.png']) {
    await writeFile(join(folder, name), '');
  }
  await expect(expectRoom(folder, false)).resolves.toBeUndefined();
});

test('a run that is replaced is removed when the new one first writes, and not before', async () => {
  const run = await folderWith('replaced', '{"janus": "0.0.1", "people": []}');
  await writeFile(join(run, 'report.html'), 'of the old run');
  const store = newRun(run);
  expect(await store.has('report.html'), 'as if empty').toBe(false);
  expect(await store.list('')).toEqual([]);
  expect(await readdir(run)).toEqual(['config.json', 'report.html']);
  // All at once: it is removed once.
  const bytes = new TextEncoder().encode('{}');
  await Promise.all([
    store.write('config.json', bytes),
    store.append('metrics.jsonl', bytes),
    store.writeFolder('checkpoints/step-00000001', { 'state.json': bytes }),
  ]);
  await store.append('metrics.jsonl', bytes);
  expect((await readdir(run)).sort()).toEqual(['checkpoints', 'config.json', 'metrics.jsonl']);
  expect(await readFile(join(run, 'metrics.jsonl'), 'utf8')).toBe('{}{}');
  expect(existsSync(join(run, 'report.html'))).toBe(false);
  expect(await store.has('config.json')).toBe(true);
  expect(await store.list('checkpoints')).toEqual(['step-00000001']);
});

test('a run says where its faces are as seen from its folder, so that both can be moved together', async () => {
  const run = join(home, 'runs', 'a');
  const folders = [join(home, 'faces', 'mira'), join(run, 'x')];
  for (const folder of folders) await mkdir(folder, { recursive: true });
  expect(await extractionsFrom(run, folders)).toEqual([join('..', '..', 'faces', 'mira'), 'x']);
});

test('a run that was trained in memory is refused with what it lacks', async () => {
  const folder = join(home, 'in-memory');
  const config: RunConfig = {
    janus: '0.0.1',
    settings: withStart(defaultsOf(settings.train)),
    compute: { backend: 'wasm', workers: 1 },
    landmarks: 'found',
    people: [{ name: 'mira', identity: sampleIdentity(1), seal: '', alignments: '', meanFace: '' }],
  };
  await writeConfig(folderStore(folder), config);
  await expect(openRunClips(folder)).rejects.toMatchObject({
    name: 'InputError',
    message: `The run in ${folder} does not say where the faces of mira are.`,
    advice: expect.stringContaining('train anew') as string,
  });
});
