import { expect, test } from 'vitest';
import { placeCrop } from '../../src/convert/place-crop.ts';
import { noiseMask } from './noise.ts';

const SIDE = 12;
const crop = noiseMask(3, SIDE * SIDE).map((value) => 255 * value);
const whole = (size: number) => ({ left: 0, top: 0, width: size, height: size });

test('a crop as large as the frame is the frame', () => {
  const placed = placeCrop(crop, SIDE, 1, { a: 1, b: 0, tx: 0, ty: 0 }, whole(SIDE));
  placed.forEach((value, i) => {
    expect(value).toBeCloseTo(crop[i], 3);
  });
});

test('a crop twice as large as its place is taken where it lies: between four pixels', () => {
  const placed = placeCrop(crop, SIDE, 1, { a: 2, b: 0, tx: 0, ty: 0 }, whole(6));
  // Catmull and Rom's weights of four neighbours, halfway between the second and the third.
  const weights = [-0.0625, 0.5625, 0.5625, -0.0625];
  const at = (x: number, y: number) => crop[y * SIDE + x];
  let expected = 0;
  weights.forEach((down, j) => {
    weights.forEach((across, i) => {
      expected += down * across * at(3 + i, 5 + j);
    });
  });
  expect(placed[3 * 6 + 2]).toBeCloseTo(Math.min(255, Math.max(0, expected)), 3);
});
