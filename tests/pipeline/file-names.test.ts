import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctNames, fileNameOf, folderNameOf } from '../../src/pipeline/file-names.ts';

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...Array.from('ab.%/\\ 25F美é-_')) }),
  fc.string({ minLength: 150, maxLength: 300, unit: fc.constantFrom(...Array.from('a美')) }),
);

test('letters of any script stay, what file systems forbid is encoded', () => {
  expect(['美咲-as-健太', 'take 1', 'Zoë', 'mira-driving'].map(fileNameOf)).toEqual([
    '美咲-as-健太',
    'take 1',
    'Zoë',
    'mira-driving',
  ]);
  expect(['a/b', '..', 'a:b?', '50%', '', 'nul', 'x. ', 'Zoe\u0308', 'a\0\n'].map(fileNameOf)).toEqual([
    'a%2Fb',
    '%2E%2E',
    'a%3Ab%3F',
    '50%25',
    '%',
    '%6Eul',
    'x.%20',
    'Zoë',
    'a%00%0A',
  ]);
});

test('two texts have two names, each one that a file system takes', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      const [one, two] = [fileNameOf(a), fileNameOf(b)];
      expect(one === two).toBe(a.normalize('NFC') === b.normalize('NFC'));
      expect(Buffer.byteLength(one)).toBeLessThanOrEqual(180);
      expect(one).not.toMatch(/^\.|[. ]$|[/\\:*?"<>|\p{Cc}]|^$/u);
    }),
    { numRuns: 500 },
  );
});

test('names become distinct, however they are numbered already, and where capitals do not count', () => {
  expect(distinctNames(['x-3', 'x', 'x'])).toEqual(['x-3', 'x', 'x-2']);
  expect(distinctNames(['x', 'x-2', 'x', 'X', 'x-2'])).toEqual(['x', 'x-2', 'x-3', 'X-4', 'x-2-2']);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('x', 'X', 'x-2', 'x-3', 'x-2-2', 'y'), { maxLength: 9 }),
      (names) => {
        const distinct = distinctNames(names);
        expect(new Set(distinct.map((name) => name.toLowerCase())).size).toBe(names.length);
        expect(distinct.every((name, i) => name.startsWith(names[i]))).toBe(true);
        expect(distinctNames(distinct)).toEqual(distinct);
      },
    ),
  );
});

test('an extraction is called as its folder is, also by the path of its alignments.json', () => {
  expect(
    ['faces/mira/', '/a/faces/mira/alignments.json', 'C:\\faces\\mira', 'mira'].map(folderNameOf),
  ).toEqual(Array(4).fill('mira'));
});
