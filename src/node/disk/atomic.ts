import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, JanusError } from '../../errors.ts';
import { pathProblem } from './strict-read.ts';

/**
 * Names that this thread is writing under: another process of the same number may have left the same kind
 * behind. (No two threads of a process write in the same folder.)
 */
const ours = new Set<string>();

/** Beside `out`: a name that tells whose it is and when it is stale. `old` is a target moved aside. */
function nameBeside(out: string, role: 'new' | 'old'): string {
  const name = `.${basename(out)}.${process.pid}-${randomBytes(4).toString('hex')}.${role}`;
  ours.add(name);
  return join(dirname(out), name);
}

/**
 * Writes a file whole or not at all: under another name first, then renamed.
 * @throws InputError when it cannot be written there; JanusError when the disk is full.
 */
export const writeFileAtomic = (path: string, data: string | Uint8Array): Promise<void> =>
  fillFileAtomic(path, (temporary) => writeFile(temporary, data));

/** The same for a file that `fill` writes, under the name it is given. @throws what `fill` throws, too. */
export const fillFileAtomic = (path: string, fill: (temporary: string) => Promise<void>): Promise<void> =>
  makeBeside(path, async (temporary, out) => {
    await fill(temporary);
    await rename(temporary, out);
  });

/**
 * Fills a folder whole or not at all: `fill` writes into a temporary one beside it, which takes the target's
 * place when it is done. Whatever ends `fill`, even the death of the process, the target is as it was; what
 * the dead left behind is swept away the next time the same target is written.
 * @param replace whether a folder that is there by then is replaced.
 * @throws InputError when it cannot be written there; JanusError when the disk is full; what `fill` throws.
 */
export const writeFolderAtomic = (
  path: string,
  replace: boolean,
  fill: (temporary: string) => Promise<void>,
): Promise<void> =>
  makeBeside(path, async (temporary, out) => {
    await mkdir(temporary);
    await fill(temporary);
    if (!existsSync(out)) await rename(temporary, out);
    else if (replace) await exchange(temporary, out);
    else
      throw new InputError(
        `${path} appeared while it was being written.`,
        'Choose another place for one of them.',
      );
  });

/**
 * Lets `make` write under a name beside the target and put it there. What is left of it if it fails is
 * removed.
 */
async function makeBeside(
  path: string,
  make: (temporary: string, out: string) => Promise<void>,
): Promise<void> {
  const out = resolve(path);
  const temporary = nameBeside(out, 'new');
  try {
    await mkdir(dirname(out), { recursive: true });
    await sweep(dirname(out), basename(out));
    await make(temporary, out);
  } catch (error) {
    await remove(temporary).catch(() => undefined);
    throw explained(error, out);
  }
}

/**
 * Makes sure, before work goes into it, that something can be written at a place, by writing there and taking
 * it away again.
 * @throws as {@link writeFileAtomic}.
 */
export async function expectWritable(path: string): Promise<void> {
  const out = resolve(path);
  const probe = nameBeside(out, 'new');
  let made: string | undefined;
  try {
    made = await mkdir(dirname(out), { recursive: true });
    await writeFile(probe, '');
  } catch (error) {
    throw explained(error, out);
  } finally {
    await remove(probe).catch(() => undefined);
    // A folder that somebody else has begun to fill stays: only empty ones can be removed so.
    for (
      let folder = dirname(out);
      made !== undefined && folder.length >= made.length;
      folder = dirname(folder)
    )
      await rmdir(folder).catch(() => undefined);
  }
}

/** Puts one folder in the place of another, which is removed. */
async function exchange(fresh: string, out: string): Promise<void> {
  const aside = nameBeside(out, 'old');
  await rename(out, aside);
  try {
    await rename(fresh, out);
  } catch (error) {
    await rename(aside, out);
    throw error;
  }
  await remove(aside);
}

/**
 * Removes what dead processes left in a folder; a target they had moved aside and not yet replaced is put
 * back.
 * @param only the one target that is looked after; all of them if left out.
 */
export async function sweep(folder: string, only?: string): Promise<void> {
  const stale = /^\.(.+)\.(\d+)-[0-9a-f]{8}\.(new|old)$/;
  for (const name of await readdir(folder)) {
    const found = stale.exec(name);
    if (found === null) continue;
    const [, base, pid, role] = found;
    if (base !== (only ?? base) || ours.has(name) || (Number(pid) !== process.pid && isAlive(Number(pid))))
      continue;
    const target = join(folder, base);
    if (role === 'old' && !existsSync(target)) await rename(join(folder, name), target);
    else await remove(join(folder, name));
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

/** Removes whatever is there. Where it clears up after an error, that error is the one to be reported. */
const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

/** Whether it came of a disk, or a person's share of it, that is full. */
export const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/** What the system has against writing `out`, in the words of a person; any other error as it is. */
export function explained(error: unknown, out: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (isDiskFull(error)) {
    const full = new JanusError('The disk is full.', 'Free some space, then run it again.', { cause: error });
    return Object.assign(full, { code });
  }
  if (syscall === undefined) return error;
  if (code === 'ENAMETOOLONG' || code === 'EISDIR') {
    return new InputError(
      `${out} ${pathProblem(error)}.`,
      'Choose another name with --out, where the command has it.',
      { cause: error },
    );
  }
  return new InputError(
    `The folder ${dirname(out)} ${pathProblem(error, 'written to')}.`,
    'Make it a folder that you may write to, or choose another with --out, where the command has it.',
    { cause: error },
  );
}
