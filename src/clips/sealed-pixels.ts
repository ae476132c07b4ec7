import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { InputError } from '../errors.ts';
import { pixelsOf, provenPixels, type ProvenPixels } from './proven-pixels.ts';

/**
 * Proven pictures that cross to another thread, on which objects lose their class. They carry a message
 * authentication code (HMAC-SHA-256, RFC 2104) by a key that the threads of one run share. With it the
 * receiver proves again that they are what the sender had proven.
 */
export interface SealedPixels {
  /** [count, height, width, 3] */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly code: Uint8Array;
}

/** A new key for the threads of one run. */
export const newSealKey = (): Uint8Array => randomBytes(32);

/**
 * Makes proven pictures ready for another thread. The bytes are not copied.
 * @throws InputError if they are not proven.
 */
export function sealPixels(pixels: ProvenPixels, key: Uint8Array): SealedPixels {
  const bytes = pixelsOf(pixels);
  const { width, height, count } = pixels;
  return { bytes, width, height, count, code: codeOf(bytes, width, height, count, key) };
}

/**
 * Proves what came from another thread. The bytes are not copied.
 * @throws InputError if no thread of this run sealed it.
 */
export function openPixels(sealed: SealedPixels, key: Uint8Array): ProvenPixels {
  const { bytes, width, height, count, code } = sealed;
  const expected = codeOf(bytes, width, height, count, key);
  if (code.length !== expected.length || !code.every((byte, i) => byte === expected[i])) {
    throw new InputError(
      'Pictures came from another thread whose proof does not fit them.',
      'Janus takes only frames it drew itself, unchanged: run it again.',
    );
  }
  return provenPixels(bytes, width, height, count);
}

function codeOf(
  bytes: Uint8Array,
  width: number,
  height: number,
  count: number,
  key: Uint8Array,
): Uint8Array {
  return hmac
    .create(sha256, key)
    .update(utf8ToBytes(`${width} ${height} ${count} `))
    .update(bytes)
    .digest();
}
