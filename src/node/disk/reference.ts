import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';

/**
 * A relative path from a folder to another place, so that both can be moved together. It is right whichever
 * way the folder is reached: where symbolic links are between them, it is the path between their targets. The
 * place must exist, the folder need not.
 */
export async function referTo(place: string, folder: string): Promise<string> {
  const asWritten = relative(resolve(folder), resolve(place));
  const [realFolder, realPlace] = [await futureRealpath(resolve(folder)), await realpath(place)];
  const found = await realpath(resolve(realFolder, asWritten)).catch(() => undefined);
  return found === realPlace ? asWritten : relative(realFolder, realPlace);
}

/** The absolute path of a {@link referTo} in a folder, which may be reached through symbolic links. */
export const resolveReference = async (reference: string, folder: string): Promise<string> =>
  resolve(await realpath(folder), reference);

/** The real path of an absolute path, of which the last folders may not exist yet. */
async function futureRealpath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    return join(await futureRealpath(parent), basename(path));
  }
}
