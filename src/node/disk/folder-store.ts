import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { JanusError } from '../../errors.ts';
import type { Store } from '../../pipeline/run/store.ts';
import { explained, sweep, writeFileAtomic, writeFolderAtomic } from './atomic.ts';
import { readStrictly } from './strict-read.ts';

const LATER = 'Nothing was changed. Try again when it can be read.';

/** Whether a file could not be read for a reason that lies outside of it: rights, a busy disk, open files. */
const mayBeWhole = (error: unknown): boolean => {
  const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
  return code !== undefined && !['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'].includes(code);
};

/** A store in a folder on disk, which need not exist yet. */
export function folderStore(path: string): Store {
  const root = resolve(path);
  const at = (inside: string) => (inside === '' ? root : join(root, inside));
  return {
    locate: at,
    has: (inside) => Promise.resolve(existsSync(at(inside))),
    read: async (inside, most) => {
      try {
        return new Uint8Array(await readStrictly(at(inside), most));
      } catch (error) {
        throw mayBeWhole(error) ? new JanusError((error as Error).message, LATER, { cause: error }) : error;
      }
    },
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
