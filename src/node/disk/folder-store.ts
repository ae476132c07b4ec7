import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Store } from '../../pipeline/run/store.ts';
import { explained, sweep, writeFileAtomic, writeFolderAtomic } from './atomic.ts';
import { readStrictly } from './strict-read.ts';

/** A store in a folder on disk, which need not exist yet. */
export function folderStore(path: string): Store {
  const root = resolve(path);
  const at = (inside: string) => (inside === '' ? root : join(root, inside));
  return {
    locate: at,
    has: (inside) => Promise.resolve(existsSync(at(inside))),
    read: async (inside, most) => new Uint8Array(await readStrictly(at(inside), most)),
    list: async (inside) => (existsSync(at(inside)) ? (await readdir(at(inside))).sort() : []),
    write: (inside, bytes) => writeFileAtomic(at(inside), bytes),
    append: async (inside, bytes) => {
      try {
        await mkdir(dirname(at(inside)), { recursive: true });
        await appendFile(at(inside), bytes);
      } catch (error) {
        throw explained(error, at(inside));
      }
    },
    writeFolder: async (inside, files) => {
      const folder = at(inside);
      await writeFolderAtomic(folder, true, async (temporary) => {
        // Also the temporary files that a killed process left beside it, whatever their targets.
        await sweep(dirname(folder));
        for (const [name, bytes] of Object.entries(files)) {
          await mkdir(dirname(join(temporary, name)), { recursive: true });
          await writeFile(join(temporary, name), bytes);
        }
      });
    },
    remove: (inside) => rm(at(inside), { recursive: true, force: true }),
  };
}
