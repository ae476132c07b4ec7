import { utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256Hex } from '../clips/manifest.ts';

/** What every file system keeps in a name: letters, marks and digits of any script, and a few signs. */
const KEPT = /[\p{L}\p{M}\p{N} _.,=+@#-]/u;
/** Names that Windows keeps for devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;
/** Most file systems take 255 bytes; a suffix and an ending need some. */
const MOST_BYTES = 180;

/**
 * A text as the name of a file or a folder: its letters are kept, whatever their script, and other characters
 * become `%` and the hexadecimal digits of their UTF-8, as in addresses, so that two texts have two names. A
 * longer one is cut, and ends in a digest.
 * @returns at most 180 bytes of UTF-8, in Unicode's normal form C.
 */
export function fileNameOf(text: string): string {
  const characters = Array.from(text.normalize('NFC'));
  const encoded = characters.map((character, i) => {
    const isHidden = character === '.' && i === 0;
    // Windows drops dots and spaces at the end.
    const isDropped = (character === '.' || character === ' ') && i === characters.length - 1;
    return KEPT.test(character) && !isHidden && !isDropped ? character : percentEncode(character);
  });
  if (DEVICE.test(encoded.join(''))) encoded[0] = percentEncode(encoded[0]);
  const name = encoded.join('');
  if (name === '') return '%';
  if (bytesIn(name) <= MOST_BYTES) return name;
  const digest = `-${sha256Hex(utf8ToBytes(name)).slice(0, 16)}`;
  while (bytesIn(encoded.join('')) > MOST_BYTES - digest.length) encoded.pop();
  return encoded.join('') + digest;
}

const bytesIn = (text: string): number => utf8ToBytes(text).length;

const percentEncode = (character: string): string =>
  Array.from(utf8ToBytes(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
    '',
  );

/**
 * Names that differ, even where capitals do not count: one that was there before gets the first free number,
 * `x-2`, `x-3`…
 * @param names as they were given. @returns as many, in the same order.
 */
export function distinctNames(names: readonly string[]): string[] {
  const fold = (name: string) => name.normalize('NFC').toLowerCase();
  // A name that somebody gave is never taken by a number.
  const taken = new Set(names.map(fold));
  const seen = new Set<string>();
  return names.map((name) => {
    if (!seen.has(fold(name))) {
      seen.add(fold(name));
      return name;
    }
    let number = 2;
    while (taken.has(fold(`${name}-${number}`))) number++;
    taken.add(fold(`${name}-${number}`));
    return `${name}-${number}`;
  });
}

/** The last name of a path to an extraction, which is its folder or the alignments.json in it. */
export const folderNameOf = (extraction: string): string =>
  extraction
    .replace(/[/\\]+$/, '')
    .replace(/[/\\]alignments\.json$/, '')
    .replace(/^.*[/\\]/, '');
