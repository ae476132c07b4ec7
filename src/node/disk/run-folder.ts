import { existsSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { InputError } from '../../errors.ts';
import type { ExtractedClip } from '../../pipeline/extract.ts';
import { CONFIG_FILE, readConfig, type RunConfig } from '../../pipeline/run/config.ts';
import type { Store } from '../../pipeline/run/store.ts';
import { openFaces } from './faces-folder.ts';
import { folderStore } from './folder-store.ts';
import { readJson } from './strict-read.ts';

const MOST_CONFIG_BYTES = 2 ** 20;

/**
 * Makes sure that a new run can have a folder.
 * @param replace whether a run that is there may be removed.
 * @throws InputError if it cannot.
 */
export async function expectRoom(path: string, replace: boolean): Promise<void> {
  if (!existsSync(path)) return;
  const isFolder = (await lstat(path)).isDirectory();
  if (isFolder && (await readdir(path)).length === 0) return;
  if (!(await isRun(path))) {
    throw new InputError(`${path} is there already, and is no run.`, 'Choose another place with --out.');
  }
  if (replace) return;
  throw new InputError(
    `There is a run in ${path} already.`,
    `Go on with it: janus train --resume ${path}. Or begin anew: --force, or another --out.`,
  );
}

/** Whether a folder is a run of any version of Janus: other programs have a config.json too, and what is no run is never removed. */
async function isRun(path: string): Promise<boolean> {
  try {
    const config = Object(await readJson(join(path, CONFIG_FILE), MOST_CONFIG_BYTES)) as Partial<RunConfig>;
    return typeof config.janus === 'string' && Array.isArray(config.people);
  } catch {
    return false;
  }
}

/**
 * The store of a new run, in place of what {@link expectRoom} has found. The run that was there is removed when the new one first
 * writes: until then, an error leaves it as it was.
 */
export function newRun(path: string): Store {
  const store = folderStore(path);
  const emptied = once(() => rm(resolve(path), { recursive: true, force: true }));
  return {
    ...store,
    write: (inside, bytes) => emptied().then(() => store.write(inside, bytes)),
    append: (inside, bytes) => emptied().then(() => store.append(inside, bytes)),
    writeFolder: (inside, files) => emptied().then(() => store.writeFolder(inside, files)),
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

/** Where a run finds its extractions again: paths as seen from its folder. */
export const extractionsFrom = (run: string, folders: readonly string[]): string[] =>
  folders.map((folder) => relative(resolve(run), resolve(folder)));

/** The clips that a run was begun with. @throws InputError saying what is wrong with which file. */
export async function openRunClips(path: string): Promise<ExtractedClip[]> {
  const { people } = await readConfig(folderStore(path));
  return Promise.all(
    people.map(({ name, extraction }) => {
      if (extraction !== undefined) return openFaces(resolve(path, extraction));
      throw new InputError(
        `The run in ${path} does not say where the faces of ${name} are.`,
        'It was trained by a program that kept them in memory: train anew.',
      );
    }),
  );
}
