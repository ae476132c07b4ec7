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

/** The person gave something that cannot be used: a bad flag, a field out of range, a file that is not a clip. */
export class InputError extends JanusError {
  override name = 'InputError';
}
