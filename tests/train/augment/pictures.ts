import { expect } from 'vitest';

export const SIDE = 65; // so that every 16th pixel is a point of the warp's grid
export { NO_AUGMENTATION as OFF } from '../../../src/train/augment/augment.ts';

export const pixelwise = (
  channels: number,
  value: (column: number, row: number, channel: number) => number,
) =>
  Uint8Array.from({ length: SIDE * SIDE * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return value(pixel % SIDE, Math.floor(pixel / SIDE), i % channels);
  });
export const noise = {
  pixels: pixelwise(3, (x, y, c) => (x * 97 + y * 131 + c * 57) % 256),
  mask: pixelwise(1, (x, y) => (x * 31 + y * 7) % 256),
};
/**
 * Says of every pixel where it is from: three levels a pixel, x in the first channel and in the mask, y in
 * the second.
 */
export const map = {
  pixels: pixelwise(3, (x, y, c) => 3 * [x, y, 20][c]),
  mask: pixelwise(1, (x) => 3 * x),
};

/** The largest difference of two pictures: Vitest takes a hundredth of a second to compare them. */
export function difference(a: Float32Array, b: Float32Array): number {
  let most = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}
export const expectSame = (a: Float32Array, b: Float32Array) => {
  expect(difference(a, b)).toBe(0);
};

export const part = (bytes: Uint8Array) => Float32Array.from(bytes, (byte) => byte / 255);
export const clean = { pixels: part(noise.pixels), mask: part(noise.mask) };

/** Where a pixel of a picture made from `map` is from. */
export const from = (picture: Float32Array, x: number, y: number) => ({
  x: (picture[3 * (y * SIDE + x)] * 255) / 3,
  y: (picture[3 * (y * SIDE + x) + 1] * 255) / 3,
});
