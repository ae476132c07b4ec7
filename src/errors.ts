/**
 * An error of Janus. Its message names the value at fault and what was expected; its advice says in a
 * sentence what to do. The command line prints both, never a stack trace.
 */
export class JanusError extends Error {
  override name = 'JanusError';
  readonly advice: string;

  constructor(message: string, advice = '', options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}

/** The user's input cannot be used: a bad flag, a field out of range, a file that is not a clip. */
export class InputError extends JanusError {
  override name = 'InputError';
}

/** The work was stopped because the user or the system asked for it. */
export class Stopped extends JanusError {
  override name = 'Stopped';
}

/** A path as an argument of a command in advice: in double quotes where a shell would split it. */
export const asArgument = (path: string): string =>
  /^[\p{L}\p{M}\p{N}_.,:/\\@%+=-]+$/u.test(path) ? path : `"${path.replace(/["$`]/g, '\\$&')}"`;

/** An error as it crosses from thread to thread. */
export interface Failure {
  readonly message: string;
  readonly advice: string;
  readonly stack: string;
  /** The system's code, such as ENOSPC, and what it was asked to do. */
  readonly code: string | undefined;
  readonly syscall: string | undefined;
  readonly kind: 'input' | 'janus' | 'other';
}

/** Makes an error ready to cross from thread to thread. */
export function failureOf(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { message, stack = '', code, syscall } = error as Error & Partial<Pick<Failure, 'code' | 'syscall'>>;
  const advice = error instanceof JanusError ? error.advice : '';
  const kind = error instanceof InputError ? 'input' : error instanceof JanusError ? 'janus' : 'other';
  return { message, advice, stack, code, syscall, kind };
}

/** The error that crossed, of its own class; an ordinary error if it was none of Janus's. */
export function revive({ message, advice, stack, code, syscall, kind }: Failure): Error {
  const error =
    kind === 'other' ? new Error(message) : new (kind === 'input' ? InputError : JanusError)(message, advice);
  error.stack = stack;
  return Object.assign(error, { code, syscall });
}
