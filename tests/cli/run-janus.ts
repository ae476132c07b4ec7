import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TSX = import.meta.resolve('tsx');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Starts the built command line, as an installed package does. `npm run build` builds it.
 * @param env beside this process's own.
 */
export const startJanus = (
  words: readonly string[],
  cwd: string,
  env?: Readonly<NodeJS.ProcessEnv>,
): { process: ChildProcess; ended: Promise<Ended> } => start([`${ROOT}dist/cli/main.js`, ...words], cwd, env);

/** Runs the built command line to its end. */
export const janus = (
  words: readonly string[],
  cwd: string,
  env?: Readonly<NodeJS.ProcessEnv>,
): Promise<Ended> => startJanus(words, cwd, env).ended;

/**
 * Runs the built command line in this process, which loads TensorFlow.js but once: for what a command does and
 * says. How a process starts, takes signals and ends is another matter: see {@link startJanus}.
 */
export async function janusHere(words: readonly string[], cwd: string): Promise<Ended> {
  const { run } = (await import(`${ROOT}dist/cli/program.js`)) as typeof import('../../src/cli/program.ts');
  const before = process.cwd();
  const written = { out: '', err: '' };
  const streams = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((written.out += String(text)), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((written.err += String(text)), true)),
  ];
  process.chdir(cwd);
  try {
    const code = await run(words);
    return { code, signal: null, ...written };
  } finally {
    process.chdir(before);
    for (const stream of streams) stream.mockRestore();
  }
}

/** Runs the command line from its sources to its end, as `npm run janus` does. */
export const janusFromSources = (words: readonly string[], cwd: string): Promise<Ended> =>
  start(['--import', TSX, `${ROOT}src/cli/main.ts`, ...words], cwd).ended;

/** Waits until something holds. @throws what the process wrote, if it ends before. */
export async function until(holds: () => boolean, { ended }: { ended: Promise<Ended> }): Promise<void> {
  let end: Ended | undefined;
  void ended.then((how) => (end = how));
  while (!holds()) {
    if (end !== undefined)
      throw new Error(`It ended too early, with code ${end.code}:\n${end.out}${end.err}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function start(
  words: readonly string[],
  cwd: string,
  env: Readonly<NodeJS.ProcessEnv> = {},
): { process: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, words, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, out, err });
    });
  });
  return { process: child, ended };
}
