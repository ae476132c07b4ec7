import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pixelsOf, ProvenPixels, provenPixels } from '../../src/clips/proven-pixels.ts';
import { newSealKey, openPixels, sealPixels, type SealedPixels } from '../../src/clips/sealed-pixels.ts';
import { InputError } from '../../src/errors.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => (i * 11 + 3) % 256);
const REFUSAL = {
  name: 'InputError',
  message: 'Pictures came from another thread whose proof does not fit them.',
  advice: 'Janus takes only frames it drew itself, unchanged: run it again.',
};

/** Proven pictures of any size and number, none included. */
const anyPictures: fc.Arbitrary<ProvenPixels> = fc
  .record({
    width: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 1, max: 5 }),
    count: fc.integer({ min: 0, max: 3 }),
  })
  .chain(({ width, height, count }) => {
    const length = 3 * width * height * count;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes) => provenPixels(bytes, width, height, count));
  });

const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** What opening throws. */
function refusal(sealed: SealedPixels, by: Uint8Array = key): unknown {
  try {
    openPixels(sealed, by);
  } catch (error) {
    return error;
  }
  throw new Error('it was opened');
}

/** Bytes of which one bit is another. */
function flipBit(bytes: Uint8Array, bit: number) {
  const changed = bytes.slice();
  changed[bit >> 3] ^= 1 << (bit & 7);
  return changed;
}

/** A natural number below a limit that is known only with the pictures. */
const anyFraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('pictures that were sealed', () => {
  test('are opened as they were, also where they crossed to another thread', () => {
    fc.assert(
      fc.property(anyPictures, anyKey, (pictures, by) => {
        const sealed = sealPixels(pictures, by);
        for (const received of [sealed, structuredClone(sealed)]) {
          const opened = openPixels(received, structuredClone(by));
          expect(opened).toBeInstanceOf(ProvenPixels);
          expect(pixelsOf(opened)).toEqual(pixelsOf(pictures));
          for (const number of ['count', 'width', 'height'] as const) {
            expect(opened[number]).toBe(pictures[number]);
          }
        }
      }),
    );
  });

  test('carry HMAC-SHA-256 of their size and bytes, as node:crypto computes it', () => {
    fc.assert(
      fc.property(anyPictures, (pictures) => {
        const { width, height, count } = pictures;
        const expected = createHmac('sha256', key)
          .update(`${width} ${height} ${count} `)
          .update(pixelsOf(pictures))
          .digest();
        expect(sealPixels(pictures, key).code).toEqual(new Uint8Array(expected));
      }),
    );
  });

  test('are not copied', () => {
    const pictures = provenPixels(new Uint8Array(24), 4, 2);
    const sealed = sealPixels(pictures, key);
    expect(sealed.bytes).toBe(pixelsOf(pictures));
    expect(pixelsOf(openPixels(sealed, key))).toBe(sealed.bytes);
  });
});

describe('refused is', () => {
  const anyFlip = fc.tuple(
    anyPictures.filter(({ count }) => count > 0),
    anyFraction,
  );

  test('one bit changed anywhere in the bytes', () => {
    fc.assert(
      fc.property(anyFlip, ([pictures, where]) => {
        const sealed = sealPixels(pictures, key);
        const bytes = flipBit(sealed.bytes, Math.floor(where * 8 * sealed.bytes.length));
        expect(refusal({ ...sealed, bytes })).toMatchObject(REFUSAL);
      }),
    );
  });

  test('one bit changed anywhere in the code, or a code of another length', () => {
    const sealed = sealPixels(provenPixels(new Uint8Array(24), 4, 2), key);
    const { code } = sealed;
    const codes = [
      ...Array.from({ length: 8 * code.length }, (_, bit) => flipBit(code, bit)),
      ...Array.from(code, (_, length) => code.slice(0, length)),
      Uint8Array.of(...code, 0),
    ];
    for (const other of codes) {
      const error = refusal({ ...sealed, code: other });
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject(REFUSAL);
    }
  });

  test('another size, even where it holds as many bytes', () => {
    const sealed = sealPixels(provenPixels(new Uint8Array(3 * 12), 6, 2), key);
    const sizes = [
      { width: 2, height: 6 },
      { width: 12, height: 1 },
      { width: 3, height: 2, count: 2 },
      { width: 7 },
      { height: 3 },
      { count: 2 },
      { count: 0 },
    ];
    for (const size of sizes) expect(refusal({ ...sealed, ...size })).toMatchObject(REFUSAL);
    fc.assert(
      fc.property(
        anyPictures,
        fc.constantFrom('width', 'height', 'count'),
        fc.nat(9),
        (pictures, side, n) => {
          fc.pre(pictures[side] !== n);
          expect(refusal({ ...sealPixels(pictures, key), [side]: n })).toMatchObject(REFUSAL);
        },
      ),
    );
  });

  test('what another key has sealed', () => {
    fc.assert(
      fc.property(anyPictures, fc.nat(255), (pictures, bit) => {
        expect(refusal(sealPixels(pictures, key), flipBit(key, bit))).toMatchObject(REFUSAL);
      }),
    );
  });

  test('the code of other pictures of the same size', () => {
    const [one, other] = [1, 2].map((value) => provenPixels(new Uint8Array(24).fill(value), 4, 2));
    const { code } = sealPixels(other, key);
    expect(refusal({ ...sealPixels(one, key), code })).toMatchObject(REFUSAL);
  });
});

test('a key has 32 bytes and is another each time', () => {
  const keys = Array.from({ length: 50 }, newSealKey);
  for (const each of keys) expect(each).toHaveLength(32);
  expect(new Set(keys.map(String)).size).toBe(keys.length);
});
