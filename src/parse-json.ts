import { InputError } from './errors.ts';
import { describeSyntaxProblem, findSyntaxProblem } from './json-syntax.ts';

/**
 * The value of a JSON text.
 * @param source the text, or its bytes in UTF-8, with a byte order mark or without.
 * @param what names it in errors.
 * @throws InputError if it is not JSON, naming the line and the column; or another encoding.
 */
export function parseJson(source: string | Uint8Array, what: string): unknown {
  const text = typeof source === 'string' ? source : textOf(source, what);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const problem = findSyntaxProblem(text);
    const where = problem ? describeSyntaxProblem(text, problem) : (error as Error).message;
    throw new InputError(`${what} is not JSON: ${where}.`, '', { cause: error });
  }
}

/** Text without its byte order mark. @throws InputError for what is not UTF-8. */
function textOf(bytes: Uint8Array, what: string): string {
  if (bytes.length === 0) throw new InputError(`${what} is not JSON: it is empty.`);
  if (bytes.every((byte) => byte === 0)) {
    throw new InputError(
      `${what} is not JSON: it holds NUL bytes and nothing else.`,
      'Its content is lost, as after a power cut: put a copy in its place, or make it anew.',
    );
  }
  const mark = bytes[0] === 0xff ? bytes[1] === 0xfe : bytes[0] === 0xfe && bytes[1] === 0xff;
  // JSON begins with an ASCII character, which UTF-16 encodes as a NUL and a byte (RFC 4627, section 3).
  if (mark || (bytes[0] === 0) !== (bytes[1] === 0)) {
    throw new InputError(`${what} is not JSON: it is in UTF-16.`, 'Save it in UTF-8.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputError(`${what} is not JSON: it is not text in UTF-8.`, 'Save it in UTF-8.', {
      cause: error,
    });
  }
}
