import { InputError } from '../../errors.ts';
import { parseJson } from '../../parse-json.ts';

/**
 * Where a run is kept: a folder of the disk, of the browser's private file system, or memory. Paths are
 * separated by `/`.
 */
export interface Store {
  /** How a path is named in messages: on a disk, where it is. */
  locate(path: string): string;
  /** Whether there is a file or a folder of that path. */
  has(path: string): Promise<boolean>;
  /**
   * @param most bytes that the file may have.
   * @throws InputError saying what is wrong with the file; any other error if it may be whole, but cannot be
   * read at present.
   */
  read(path: string, most: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The names in a folder, sorted; none if it is not there. */
  list(folder: string): Promise<string[]>;
  /** Writes a file whole or not at all. @throws InputError, JanusError if it cannot be written. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Adds to a file, or begins it. @throws as {@link write}. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Writes a folder of files, by their paths within it, in place of one that is there. Where it cannot be
   * written whole or not at all, its files are written in the order in which they are given: the last one
   * shows that all are there.
   * @throws as {@link write}.
   */
  writeFolder(path: string, files: Readonly<Record<string, Uint8Array>>): Promise<void>;
  /** Removes a file, or a folder with all in it; whether there was one does not matter. */
  remove(path: string): Promise<void>;
}

/** A store in memory: what it keeps ends with it. */
export class MemoryStore implements Store {
  readonly #files = new Map<string, Uint8Array>();

  locate(path: string): string {
    return path || 'memory';
  }

  has(path: string): Promise<boolean> {
    const inside = `${path}/`;
    return Promise.resolve([...this.#files.keys()].some((file) => file === path || file.startsWith(inside)));
  }

  read(path: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = this.#files.get(path);
    if (bytes === undefined) return Promise.reject(new InputError(`${path} does not exist.`));
    if (bytes.length > most) {
      return Promise.reject(new InputError(`${path} has ${bytes.length} bytes: expected at most ${most}.`));
    }
    return Promise.resolve(new Uint8Array(bytes));
  }

  list(folder: string): Promise<string[]> {
    const inside = folder === '' ? '' : `${folder}/`;
    const names = [...this.#files.keys()]
      .filter((file) => file.startsWith(inside))
      .map((file) => file.slice(inside.length).replace(/\/.*$/, ''));
    return Promise.resolve([...new Set(names)].sort());
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    this.#files.set(path, new Uint8Array(bytes));
    return Promise.resolve();
  }

  append(path: string, bytes: Uint8Array): Promise<void> {
    const before = this.#files.get(path) ?? new Uint8Array();
    const all = new Uint8Array(before.length + bytes.length);
    all.set(before);
    all.set(bytes, before.length);
    return this.write(path, all);
  }

  async writeFolder(path: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
    await this.remove(path);
    for (const [name, bytes] of Object.entries(files)) await this.write(`${path}/${name}`, bytes);
  }

  remove(path: string): Promise<void> {
    for (const file of [...this.#files.keys()]) {
      if (file === path || file.startsWith(`${path}/`)) this.#files.delete(file);
    }
    return Promise.resolve();
  }
}

/** The value of a JSON file in a store. @throws InputError saying what is wrong with the file. */
export async function readJson(store: Store, path: string, most: number): Promise<unknown> {
  return parseJson(await store.read(path, most), store.locate(path));
}

/** A value as the text of a JSON file. */
export const formatJson = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
