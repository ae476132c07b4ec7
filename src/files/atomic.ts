import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import { pathProblem } from './strict-read.ts';

/** Names that this process is writing under: another process of the same number may have left the same kind behind. */
const ours = new Set<string>();

/** Beside `out`: a name that tells whose it is and when it is stale. `old` is a target moved aside. */
function nameBeside(out: string, role: 'new' | 'old'): string {
  const name = `.${basename(out)}.${process.pid}-${randomBytes(4).toString('hex')}.${role}`;
  ours.add(name);
  return join(dirname(out), name);
}

/**
 * Writes a file whole or not at all: under another name first, then renamed.
 * @throws InputError when the folder cannot be written to.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const out = resolve(path);
  await writable(dirname(out));
  const temporary = nameBeside(out, 'new');
  try {
    await writeFile(temporary, data);
    await rename(temporary, out);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new InputError(`${path} cannot be written: ${(error as Error).message}.`, '', { cause: error });
  }
}

/**
 * Fills a folder whole or not at all: `fill` writes into a temporary one beside it, which takes the target's place when it is
 * done. Whatever ends `fill`, even the death of the process, the target is as it was; what the dead left behind is swept
 * away the next time the same target is written.
 * @param out the folder. One that exists is replaced: ask before.
 */
export async function writeFolderAtomic(
  out: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const target = resolve(out);
  await writable(dirname(target));
  await sweep(target);
  const temporary = nameBeside(target, 'new');
  try {
    await mkdir(temporary);
    await fill(temporary);
    if (existsSync(target)) {
      const aside = nameBeside(target, 'old');
      await rename(target, aside);
      await rename(temporary, target);
      await rm(aside, { recursive: true, force: true });
    } else {
      await rename(temporary, target);
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Removes what dead processes left beside a target; a target they had moved aside and not yet replaced is put back. */
async function sweep(target: string): Promise<void> {
  const folder = dirname(target);
  const stale = /^\.(.+)\.(\d+)-[0-9a-f]{8}\.(new|old)$/;
  for (const name of await readdir(folder)) {
    const [, base, pid, role] = stale.exec(name) ?? [];
    if (base !== basename(target) || ours.has(name) || (Number(pid) !== process.pid && isAlive(Number(pid))))
      continue;
    if (role === 'old' && !existsSync(target)) await rename(join(folder, name), target);
    else await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Whether a process runs. Signal 0 is not sent, only asked about. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function writable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`The folder ${folder} ${pathProblem(error)}.`, '', { cause: error });
  }
}
