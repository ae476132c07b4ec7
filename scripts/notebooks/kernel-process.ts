import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { JanusError } from '../../src/errors.ts';
import { connectionFile, type Connection } from './connection.ts';
import { denoProgram } from './deno-program.ts';

/** How long a kernel that was asked to has to end by itself. */
const END_MS = 2000;

/** Deno's Jupyter kernel, from the npm package, as a process. */
export class KernelProcess {
  /** Rejected when it ends. */
  readonly ended: Promise<never>;
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;

  /** @param home a folder of its own, which ends with it. */
  private constructor(child: ChildProcess, home: string) {
    this.#child = child;
    let errors = '';
    child.stderr!.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-10_000)));
    this.#exit = once(child, 'close').then(() => rm(home, { recursive: true }));
    this.ended = this.#exit.then(() => {
      throw new JanusError(
        `Deno's kernel ended, ${child.signalCode ?? `code ${child.exitCode}`}:\n${errors}`,
      );
    });
    this.ended.catch(() => undefined);
  }

  /** @param folder its working directory. */
  static async start(folder: string, connection: Connection): Promise<KernelProcess> {
    const home = await mkdtemp(join(tmpdir(), 'janus-kernel-'));
    const file = join(home, 'connection.json');
    await writeFile(file, connectionFile(connection));
    const child = spawn(denoProgram(), ['jupyter', '--kernel', '--conn', file], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new KernelProcess(child, home);
  }

  /** Waits until it has ended, and ends it by force if it takes too long. */
  async end(): Promise<void> {
    const late = new AbortController();
    const waited = sleep(END_MS, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([this.#exit, waited]);
    late.abort();
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
