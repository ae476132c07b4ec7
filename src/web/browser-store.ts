import { InputError, JanusError } from '../errors.ts';
import type { Store } from '../pipeline/run/store.ts';

/**
 * A folder of the browser's origin private file system, which outlives the page. A file is written whole or
 * not at all. The files of a folder are written in the order in which they are given, so that the last one
 * shows whether all are there.
 * @param name of the folder, such as `runs/ada-ben`; it is made if it is not there.
 * @throws InputError if the browser has no such file system here, or does not allow the name.
 * @see https://fs.spec.whatwg.org/
 */
export async function browserStore(name: string): Promise<Store> {
  const keepInMemory = 'Keep the run in memory: new MemoryStore().';
  if (!globalThis.isSecureContext) {
    throw new InputError(
      `The browser does not let this page store ${name}: it was not served by https, nor from this computer.`,
      `Serve it by https. Or else: ${keepInMemory}`,
    );
  }
  if (!('createWritable' in FileSystemFileHandle.prototype)) {
    throw new InputError(
      `This browser cannot write files of its own from a page, so it cannot store ${name}.`,
      keepInMemory,
    );
  }
  let root: FileSystemDirectoryHandle;
  try {
    root = await navigator.storage.getDirectory();
    for (const part of name.split('/')) root = await root.getDirectoryHandle(part, { create: true });
  } catch (error) {
    throw new InputError(
      `The browser does not let this page store ${name}: ${(error as Error).message}`,
      error instanceof TypeError ? 'Take another name.' : `Leave private browsing. Or else: ${keepInMemory}`,
      { cause: error },
    );
  }

  const folderOf = async (path: string, create: boolean): Promise<FileSystemDirectoryHandle> => {
    let folder = root;
    for (const part of path.split('/').slice(0, -1))
      folder = await folder.getDirectoryHandle(part, { create });
    return folder;
  };
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const fileOf = async (path: string, create: boolean): Promise<FileSystemFileHandle> =>
    (await folderOf(path, create)).getFileHandle(nameOf(path), { create });
  const locate = (path: string): string => `${name}/${path}`;

  const write = async (path: string, bytes: Uint8Array, append = false): Promise<void> => {
    try {
      const handle = await fileOf(path, true);
      const file = await handle.createWritable({ keepExistingData: append });
      if (append) await file.seek((await handle.getFile()).size);
      await file.write(new Uint8Array(bytes));
      await file.close();
    } catch (error) {
      throw (error as Error).name === 'QuotaExceededError'
        ? new JanusError(
            'The browser has no room left for this page.',
            'Remove runs that you no longer need.',
          )
        : error;
    }
  };
  const remove = async (path: string): Promise<void> => {
    try {
      await (await folderOf(path, false)).removeEntry(nameOf(path), { recursive: true });
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  };
  return {
    locate,
    has: async (path) => {
      if (path === '') return true;
      try {
        const folder = await folderOf(path, false);
        for await (const [entry] of folder.entries()) if (entry === nameOf(path)) return true;
        return false;
      } catch (error) {
        if (!isAbsent(error)) throw error;
        return false;
      }
    },
    read: async (path, most) => {
      let file;
      try {
        file = await (await fileOf(path, false)).getFile();
      } catch (error) {
        if (!isAbsent(error)) throw error;
        throw new InputError(`${locate(path)} does not exist.`, '', { cause: error });
      }
      if (file.size > most) {
        throw new InputError(`${locate(path)} has ${file.size} bytes: expected at most ${most}.`);
      }
      return new Uint8Array(await file.arrayBuffer());
    },
    list: async (path) => {
      try {
        const folder =
          path === '' ? root : await (await folderOf(path, false)).getDirectoryHandle(nameOf(path));
        const names: string[] = [];
        for await (const [entry] of folder.entries()) names.push(entry);
        return names.sort();
      } catch (error) {
        if (!isAbsent(error)) throw error;
        return [];
      }
    },
    write: (path, bytes) => write(path, bytes),
    append: (path, bytes) => write(path, bytes, true),
    writeFolder: async (path, files) => {
      await remove(path);
      for (const [file, bytes] of Object.entries(files)) await write(`${path}/${file}`, bytes);
    },
    remove,
  };
}

/** Nothing is there, or a file where a folder was looked for. */
const isAbsent = (error: unknown): boolean =>
  ['NotFoundError', 'TypeMismatchError'].includes((error as Error).name);
