/** Where a text stops being JSON, and what could have stood there. */
export interface SyntaxProblem {
  /** Index of the first UTF-16 unit that does not fit; the text's length if it ends too early. */
  readonly offset: number;
  readonly expected: string;
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Characters from the space on, but for the quote and the backslash; or an escape. */
const STRING_PIECE = /[ !#-[\]-\u{10ffff}]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/uy;

/**
 * Finds the first syntax error of a JSON text by the grammar of ECMA-404. `JSON.parse` gives its position
 * only in some versions of Node, and only for some errors.
 * @returns undefined if there is none.
 */
export function findSyntaxProblem(text: string): SyntaxProblem | undefined {
  const closers: ('}' | ']')[] = [];
  let next: 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'more' = 'value';
  let at = matchAt(SPACE, text, 0);
  for (;;) {
    const character = text[at] as string | undefined;
    const closer = closers.at(-1);
    switch (next) {
      case 'first value':
      case 'value':
        if (character === '{' || character === '[') {
          closers.push(character === '{' ? '}' : ']');
          next = character === '{' ? 'first name' : 'first value';
          at++;
        } else if (next === 'first value' && character === ']') {
          next = 'more';
          continue;
        } else {
          const end = character === '"' ? endOfString(text, at) : matchAt(SCALAR, text, at);
          if (typeof end !== 'number') return end;
          if (end === at) return { offset: at, expected: 'a value' };
          next = 'more';
          at = end;
        }
        break;
      case 'first name':
      case 'name': {
        if (next === 'first name' && character === '}') {
          next = 'more';
          continue;
        }
        if (character !== '"') return { offset: at, expected: 'a name in double quotes' };
        const end = endOfString(text, at);
        if (typeof end !== 'number') return end;
        next = 'colon';
        at = end;
        break;
      }
      case 'colon':
        if (character !== ':') return { offset: at, expected: 'a colon' };
        next = 'value';
        at++;
        break;
      case 'more':
        if (closer === undefined)
          return character === undefined ? undefined : { offset: at, expected: 'its end' };
        if (character === closer) closers.pop();
        else if (character === ',') next = closer === '}' ? 'name' : 'value';
        else return { offset: at, expected: `a comma or ${closer}` };
        at++;
    }
    at = matchAt(SPACE, text, at);
  }
}

/** The offset after the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number | SyntaxProblem {
  let at = start + 1;
  for (let end = matchAt(STRING_PIECE, text, at); end > at; end = matchAt(STRING_PIECE, text, at)) at = end;
  if (text[at] === '"') return at + 1;
  return { offset: at, expected: text[at] === '\\' ? 'an escape that JSON knows' : 'a closing quote' };
}

/** Where a sticky pattern's match at a place ends; the place itself if there is none. */
function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** A problem as a message: `line 3, column 7: expected a comma or }, found "x"`. */
export function describeSyntaxProblem(text: string, { offset, expected }: SyntaxProblem): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  const column = Array.from(lines.at(-1)!).length + 1;
  const character = text.codePointAt(offset);
  const found =
    character === undefined ? 'the end of the file' : JSON.stringify(String.fromCodePoint(character));
  return `line ${lines.length}, column ${column}: expected ${expected}, found ${found}`;
}
