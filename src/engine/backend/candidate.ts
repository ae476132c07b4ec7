import type { BackendName } from './backend-name.ts';

/**
 * Why a backend does not run on this machine. Both texts are parts of a sentence: no capital, no full stop.
 */
export interface Unavailable {
  readonly runs: false;
  readonly reason: string;
  /** What to install or do so that it runs: a command, or an imperative. */
  readonly install?: string;
}

/** The outcome of trying a backend: TensorFlow.js uses it now, or there is a reason why not. */
export type Activation = { readonly runs: true; readonly why: string } | Unavailable;

/** A backend that may or may not run on this machine. */
export interface BackendCandidate {
  readonly name: BackendName;
  /**
   * Makes TensorFlow.js use this backend, if it runs. May be called again.
   *
   * @param forced whether the user named this backend: then software that emulates a GPU is accepted
   */
  activate(forced: boolean): Promise<Activation>;
}

export const unavailable = (reason: string, install?: string): Unavailable => ({
  runs: false,
  reason,
  ...(install !== undefined && { install }),
});

/** Activates a candidate. If that throws, the candidate does not run, and the error is the reason. */
export async function tryActivate(candidate: BackendCandidate, forced: boolean): Promise<Activation> {
  try {
    return await candidate.activate(forced);
  } catch (error) {
    return unavailable(`it failed: ${inOneLine(error)}`);
  }
}

const MAX_LENGTH = 160;

/** An absolute path, POSIX or Windows, of two folders or more: only the file's name is kept. */
const PATH = /(?<![\w.:/])(?:[A-Za-z]:)?[\\/](?:[^\\/\s'"]+[\\/])+(?=[^\\/\s'"])/g;

/** The first line of an error's message, without long paths: native addons report theirs in paragraphs. */
export function inOneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message
    .trim()
    .split(/\s*\n/, 1)[0]
    .replace(/[\s.:]+$/, '')
    .replace(PATH, '…/');
  if (line === '') return 'no message';
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
