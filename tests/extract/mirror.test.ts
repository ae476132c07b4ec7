import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mirror } from '../../src/extract/mirror.ts';

test('a mirror turns left to right, pixel by pixel, and twice to what it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 3, 6), (side, channels) => {
      const picture = Float32Array.from({ length: side * side * channels }, (_, i) => i);
      const mirrored = mirror(picture, side, channels);
      for (let i = 0; i < picture.length; i++) {
        const [row, column, channel] = [
          Math.floor(i / (side * channels)),
          Math.floor(i / channels) % side,
          i % channels,
        ];
        expect(mirrored[(row * side + (side - 1 - column)) * channels + channel]).toBe(picture[i]);
      }
      expect(mirror(mirrored, side, channels)).toEqual(picture);
    }),
  );
});

test('bytes stay bytes, and the picture stays as it was', () => {
  const picture = Uint8Array.of(1, 2, 3, 4);
  expect(mirror(picture, 2, 1)).toEqual(Uint8Array.of(2, 1, 4, 3));
  expect(picture).toEqual(Uint8Array.of(1, 2, 3, 4));
});
