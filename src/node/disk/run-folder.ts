import { existsSync } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { asArgument, InputError } from '../../errors.ts';
import type { ExtractedClip } from '../../pipeline/extract.ts';
import { CONFIG_FILE, readConfig, type RunConfig } from '../../pipeline/run/config.ts';
import type { Store } from '../../pipeline/run/store.ts';
import { expectWritable } from './atomic.ts';
import { openFaces } from './faces-folder.ts';
import { contentOf } from './folder-content.ts';
import { folderStore } from './folder-store.ts';
import { referTo, resolveReference } from './reference.ts';
import { readJson } from './strict-read.ts';

const MOST_CONFIG_BYTES = 2 ** 20;

/**
 * Makes sure that a new run can be written into a folder.
 * @param replace whether a run that is there may be removed.
 * @throws InputError if it cannot, or nothing can be written there.
 */
export async function expectRoom(path: string, replace: boolean): Promise<void> {
  await expectWritable(join(path, CONFIG_FILE));
  if (!existsSync(path)) return;
  const isFolder = (await lstat(path)).isDirectory();
  const names = isFolder ? await contentOf(path) : [];
  if (isFolder && names.length === 0) return;
  const isBroken = await isBrokenRun(path, names);
  if (!isBroken && !(await isRun(path))) {
    throw new InputError(`${path} is there already, and is no run.`, 'Choose another place with --out.');
  }
  if (replace) return;
  if (isBroken) {
    throw new InputError(
      `There is a run in ${path} already, whose ${CONFIG_FILE} cannot be read.`,
      'Replace it: --force. Or choose another --out.',
    );
  }
  throw new InputError(
    `There is a run in ${path} already.`,
    `Go on with it: janus train --resume ${asArgument(path)}. Or begin anew: --force, or another --out.`,
  );
}

/**
 * Whether a folder is a run of any version of Janus. Other programs have a config.json too, and only runs may
 * be removed.
 */
async function isRun(path: string): Promise<boolean> {
  try {
    const config = Object(await readJson(join(path, CONFIG_FILE), MOST_CONFIG_BYTES)) as Partial<RunConfig>;
    return typeof config.janus === 'string' && Array.isArray(config.people);
  } catch {
    return false;
  }
}

/** What Janus writes into a run's folder. */
const RUN_ENTRIES =
  /^(config\.json|metrics\.jsonl|checkpoints|previews|converted|mean-face-\d+\.(bin|png)|events\.out\.tfevents\.\d+\.janus|compare\.webp|scores\.json|report\.html)$/;

/**
 * Whether a folder is a run whose config.json is lost or damaged: it holds only a run's files, and more than
 * that one.
 */
async function isBrokenRun(path: string, names: readonly string[]): Promise<boolean> {
  if (!names.every((name) => RUN_ENTRIES.test(name)) || !names.some((name) => name !== CONFIG_FILE))
    return false;
  return readJson(join(path, CONFIG_FILE), MOST_CONFIG_BYTES).then(
    () => false,
    () => true,
  );
}

/**
 * The store of a new run, in place of what {@link expectRoom} has found. The run that was there is removed
 * when the new one first writes: until then, an error leaves it as it was, and the store is as if empty.
 */
export function newRun(path: string): Store {
  const store = folderStore(path);
  let isBegun = false;
  const emptied = once(() => {
    isBegun = true;
    return rm(resolve(path), { recursive: true, force: true });
  });
  return {
    ...store,
    has: async (inside) => isBegun && (await store.has(inside)),
    list: async (inside) => (isBegun ? store.list(inside) : []),
    write: (inside, bytes) => emptied().then(() => store.write(inside, bytes)),
    append: (inside, bytes) => emptied().then(() => store.append(inside, bytes)),
    writeFolder: (inside, files) => emptied().then(() => store.writeFolder(inside, files)),
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

/** Where a run finds its extractions again: paths as seen from its folder, which need not exist yet. */
export const extractionsFrom = (run: string, folders: readonly string[]): Promise<string[]> =>
  Promise.all(folders.map((folder) => referTo(folder, run)));

/** The clips that a run was begun with. @throws InputError saying what is wrong with which file. */
export async function openRunClips(path: string): Promise<ExtractedClip[]> {
  const { people } = await readConfig(folderStore(path));
  return Promise.all(
    people.map(async ({ name, extraction }) => {
      if (extraction !== undefined) return openFaces(await resolveReference(extraction, path));
      throw new InputError(
        `The run in ${path} does not say where the faces of ${name} are.`,
        'It was trained by a program that kept them in memory: train anew.',
      );
    }),
  );
}
