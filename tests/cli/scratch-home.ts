import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../scratch-folder.ts';

/** A new folder that is removed after the file's tests, and what makes a folder in it. */
export function scratchHome(): { readonly home: string; readonly folder: (name: string) => string } {
  const home = scratchFolder();
  const folder = (name: string) => {
    const path = join(home, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  return { home, folder };
}
