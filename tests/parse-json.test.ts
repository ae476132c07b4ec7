import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSyntaxProblem } from '../src/json-syntax.ts';
import { parseJson } from '../src/parse-json.ts';
import { readJson } from '../src/node/disk/strict-read.ts';
import { scratchFolder } from './scratch-folder.ts';

const home = scratchFolder();

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('finds a problem in exactly what JSON.parse refuses', () => {
  const texts = fc.oneof(
    fc.json(),
    fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', '0', '-', '\\', ':', '\n', '\0', '\u2028'),
      )
      .map(([json, at, change]) => {
        const place = at % (json.length + 1);
        return json.slice(0, place) + change + json.slice(place + 1);
      }),
    fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:0-1.e+ \ntrue\\u')), maxLength: 12 }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(findSyntaxProblem(text) === undefined).toBe(isJson(text));
    }),
    { numRuns: 2000 },
  );
});

describe('a file that is not JSON is named with', () => {
  const utf16 = (text: string, mark: string, swap: boolean): Buffer => {
    const bytes = Buffer.from(mark + text, 'utf16le');
    return swap ? bytes.swap16() : bytes;
  };
  test.each<[string, Uint8Array | string, RegExp]>([
    [
      'its line and column',
      '{\n  "a": 1,\n  "名": x\n}',
      /: line 3, column 8: expected a value, found "x"\.$/,
    ],
    [
      'what is left open',
      '{"a": [1, 2',
      /: line 1, column 12: expected a comma or \], found the end of the file\.$/,
    ],
    ['bytes escaped', '{"a": \0}', /: line 1, column 7: expected a value, found "\\u0000"\.$/],
    ['nothing in it', '', /: it is empty\.$/],
    ['NUL bytes only', new Uint8Array(300), /: it holds NUL bytes and nothing else\.$/],
    ['UTF-16', utf16('{"a": 1}', '\ufeff', false), /: it is in UTF-16\.$/],
    ['UTF-16, big end first', utf16('{"a": 1}', '\ufeff', true), /: it is in UTF-16\.$/],
    ['UTF-16 without a mark', utf16('{"a": 1}', '', false), /: it is in UTF-16\.$/],
    ['Latin-1', Buffer.from('{"a": "é"}', 'latin1'), /: it is not text in UTF-8\.$/],
  ])('%s', async (_, content, message) => {
    const file = join(home, 'file.json');
    writeFileSync(file, content);
    await expect(readJson(file, 1e6)).rejects.toThrow(message);
    // eslint-disable-next-line no-control-regex -- which is what must not be printed
    await expect(readJson(file, 1e6)).rejects.not.toThrow(/[\0-\x1f]/);
  });

  test('and a byte order mark is none of its content', () => {
    expect(parseJson(Buffer.from('\ufeff{"a": 1}'), 'file')).toEqual({ a: 1 });
  });
});
