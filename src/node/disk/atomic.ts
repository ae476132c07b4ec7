import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, JanusError } from '../../errors.ts';
import { pathProblem } from './strict-read.ts';

/**
 * Temporary names that this thread uses. A dead process with the same id may have left similar ones, which
 * are stale. (No two threads of a process write in the same folder.)
 */
const ours = new Set<string>();

/**
 * A temporary path beside `out`. It holds the process's id, so that stale ones are known. `old` is a target
 * moved aside.
 */
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
 * place when it is done. If `fill` fails, or the process dies, the target is as it was. What a dead process
 * left behind is removed the next time the same target is written.
 * @param replace whether a folder that already exists is replaced.
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
 * Lets `make` write to a temporary path beside the target and move that to the target. If it fails, the
 * temporary path is removed.
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
 * Makes sure, before long work, that a path can be written: writes a file beside it and removes that again.
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
    // `rmdir` removes only empty folders: one that somebody else has begun to fill stays.
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
 * Removes what dead processes left in a folder. A target that they had moved aside and not yet replaced is
 * put back.
 * @param only the name of the only target to clean up after; all targets if left out.
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

/** Whether a process runs. Signal 0 only checks that; nothing is sent. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes a file or a folder, if there is one. */
const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

/** Whether an error means that the disk, or the user's quota of it, is full. */
export const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/** A system error on writing `out`, explained to the user; any other error as it is. */
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
