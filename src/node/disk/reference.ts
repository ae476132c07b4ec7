import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';

/**
 * How a file in a folder names another place, so that both can be moved together: a relative path that leads
 * there whichever way the folder is reached. The place must exist, the folder need not. Where a symbolic link
 * is between them, it is the path between what the links lead to.
 */
export async function referTo(place: string, folder: string): Promise<string> {
  const asWritten = relative(resolve(folder), resolve(place));
  const [realFolder, realPlace] = [await futureRealpath(resolve(folder)), await realpath(place)];
  const found = await realpath(resolve(realFolder, asWritten)).catch(() => undefined);
  return found === realPlace ? asWritten : relative(realFolder, realPlace);
}

/**
 * The absolute path of what {@link referTo} named in a folder, which may be reached through symbolic links.
 */
export const resolveReference = async (reference: string, folder: string): Promise<string> =>
  resolve(await realpath(folder), reference);

/** The real path that an absolute path will have once what is missing of it has been made. */
async function futureRealpath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    return join(await futureRealpath(parent), basename(path));
  }
}
