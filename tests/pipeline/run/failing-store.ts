import { InputError } from '../../../src/errors.ts';
import type { MemoryStore, Store } from '../../../src/pipeline/run/store.ts';

/**
 * A store that takes so many changes and then fails for good, as when a process is killed, or a disk full.
 */
export function failingAfter(changes: number, kept: MemoryStore): Store {
  let left = changes;
  const change =
    <Arguments extends readonly unknown[]>(how: (...words: Arguments) => Promise<void>) =>
    (...words: Arguments): Promise<void> =>
      left-- > 0 ? how(...words) : Promise.reject(new InputError('No room.'));
  return {
    locate: (path) => path,
    has: (path) => kept.has(path),
    read: (path, most) => kept.read(path, most),
    list: (folder) => kept.list(folder),
    write: change((path: string, bytes: Uint8Array) => kept.write(path, bytes)),
    append: change((path: string, bytes: Uint8Array) => kept.append(path, bytes)),
    writeFolder: change((path: string, files: Readonly<Record<string, Uint8Array>>) =>
      kept.writeFolder(path, files),
    ),
    remove: change((path: string) => kept.remove(path)),
  };
}
