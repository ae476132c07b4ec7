import type { BackendName } from './backend-name.ts';

/** Why a backend does not run here. Both texts are parts of a sentence: no capital, no full stop, one line. */
export interface Unavailable {
  readonly runs: false;
  readonly reason: string;
  /** What to install or do about it: a command, or some words. */
  readonly install?: string;
}

/** What came of trying a backend: it is TensorFlow.js's backend in use now, or there is a reason why not. */
export type Activation = { readonly runs: true; readonly why: string } | Unavailable;

/** A backend that may or may not run here. */
export interface BackendCandidate {
  readonly name: BackendName;
  /**
   * Makes it TensorFlow.js's backend in use, if it runs here; may be called again.
   *
   * @param forced somebody asked for this backend: one that stands in for a GPU that is missing will do
   */
  activate(forced: boolean): Promise<Activation>;
}

export const unavailable = (reason: string, install?: string): Unavailable => ({
  runs: false,
  reason,
  ...(install !== undefined && { install }),
});

/** Tries a candidate; one that throws does not run, and what it threw is the reason. */
export async function tryActivate(candidate: BackendCandidate, forced: boolean): Promise<Activation> {
  try {
    return await candidate.activate(forced);
  } catch (error) {
    return unavailable(`it failed: ${inOneLine(error)}`);
  }
}

const LONGEST = 160;

/**
 * An absolute path of POSIX's or Windows' with two folders or more: all that matters is the file at its end.
 */
const PATH = /(?<![\w.:/])(?:[A-Za-z]:)?[\\/](?:[^\\/\s'"]+[\\/])+(?=[^\\/\s'"])/g;

/** The gist of an error: native addons report theirs in paragraphs. */
export function inOneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message
    .trim()
    .split(/\s*\n/, 1)[0]
    .replace(/[\s.:]+$/, '')
    .replace(PATH, '…/');
  if (line === '') return 'no message';
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
