import { readdir } from 'node:fs/promises';

/**
 * What file managers and file systems leave in a folder by themselves: those of macOS, Windows, KDE,
 * Synology, and NFS.
 */
const NO_CONTENT =
  /^(\.DS_Store|\._.*|\.localized|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini|\.directory|@eaDir|\.nfs[0-9a-f]+)$/i;

/** Whether a name in a folder is content, not what a file manager or a file system left. */
export const isContent = (name: string): boolean => !NO_CONTENT.test(name);

/** The names in a folder that are content. */
export const contentOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter(isContent);
