/**
 * What every error of Janus carries: a message that names the value at fault and what was expected, and
 * advice, one sentence on what to do. The command line prints both, never a stack trace.
 */
export class JanusError extends Error {
  override name = 'JanusError';
  readonly advice: string;

  constructor(message: string, advice = '', options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}

/**
 * The person gave something that cannot be used: a bad flag, a field out of range, a file that is not a clip.
 */
export class InputError extends JanusError {
  override name = 'InputError';
}

/** A person, or the system, asked for an end, and it came. */
export class Stopped extends JanusError {
  override name = 'Stopped';
}

/**
 * A path as an argument of a command that advice names: in double quotes where a shell would take it apart.
 */
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

/** An error, made ready to cross from thread to thread. */
export function failureOf(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { message, stack = '', code, syscall } = error as Error & Partial<Pick<Failure, 'code' | 'syscall'>>;
  const advice = error instanceof JanusError ? error.advice : '';
  const kind = error instanceof InputError ? 'input' : error instanceof JanusError ? 'janus' : 'other';
  return { message, advice, stack, code, syscall, kind };
}

/** The error that it was; of what is none of Janus's, an ordinary one. */
export function revive({ message, advice, stack, code, syscall, kind }: Failure): Error {
  const error =
    kind === 'other' ? new Error(message) : new (kind === 'input' ? InputError : JanusError)(message, advice);
  error.stack = stack;
  return Object.assign(error, { code, syscall });
}
