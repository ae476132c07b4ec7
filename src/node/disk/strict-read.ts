import { constants, lstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { InputError } from '../../errors.ts';
import { parseJson } from '../../parse-json.ts';

/** What is wrong with a path, as the end of a sentence. @param done what was tried with it. */
export function pathProblem(error: unknown, done: 'opened' | 'written to' = 'opened'): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'does not exist';
    case 'ENOTDIR':
      return 'lies in something that is not a folder';
    case 'EACCES':
    case 'EPERM':
      return `may not be ${done} by you`;
    case 'EEXIST':
      return 'is there already, and is a file';
    case 'EROFS':
      return 'lies on a disk that cannot be written to';
    case 'ELOOP':
      return 'is a symbolic link';
    case 'ENAMETOOLONG':
      return 'has a name that is too long';
    case 'EISDIR':
      return 'is a folder';
    case 'EMFILE':
    case 'ENFILE':
      return `cannot be ${done}: too many files are open`;
    case 'EBUSY':
      return 'is in use by another program';
    default:
      return `cannot be ${done} (${(error as Error).message})`;
  }
}

/**
 * The bytes of an ordinary file. Links, folders, pipes and devices are refused before anything is read, and
 * so is a file of more than `most` bytes: so no path can make Janus wait, or fill its memory.
 * @param what names the file in errors.
 * @throws InputError saying what is wrong with the file.
 */
export async function readStrictly(path: string, most: number, what = path): Promise<Buffer> {
  try {
    if (lstatSync(path).isSymbolicLink()) throw new InputError(`${what} is a symbolic link, not a file.`);
    // The file may be replaced between the check above and the opening: hence the flags (Windows has neither,
    // and undefined counts as 0), and the second check.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size, isFile } = await file.stat().then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
      if (!isFile) throw new InputError(`${what} is not an ordinary file.`);
      if (size > most) throw new InputError(`${what} has ${size} bytes: expected at most ${most}.`);
      const bytes = Buffer.alloc(size);
      let filled = 0;
      while (filled < size) {
        const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
        if (bytesRead === 0) throw new InputError(`${what} became shorter while it was read.`);
        filled += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${what} ${pathProblem(error)}.`, '', { cause: error });
  }
}

/**
 * The value of a JSON file, read as {@link readStrictly} reads.
 * @throws InputError saying what is wrong with the file.
 */
export const readJson = async (path: string, most: number, what = path): Promise<unknown> =>
  parseJson(await readStrictly(path, most, what), what);
