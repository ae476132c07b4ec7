import { expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { augment } from '../../../src/train/augment/augment.ts';
import { clean, expectSame, noise, OFF, part, pixelwise, SIDE } from './pictures.ts';

const mirrored = (bytes: Uint8Array, channels: number) =>
  part(pixelwise(channels, (x, y, c) => bytes[channels * (y * SIDE + SIDE - 1 - x) + c]));

test('flip mirrors input, target and mask of four faces in ten', () => {
  const mirror = { pixels: mirrored(noise.pixels, 3), mask: mirrored(noise.mask, 1) };
  let flips = 0;
  for (let seed = 0; seed < 400; seed++) {
    const { input, target, mask } = augment(noise, SIDE, { ...OFF, flip: true }, new Random(seed));
    expectSame(input, target);
    const isMirrored = mask[0] !== noise.mask[0] / 255;
    expectSame(mask, isMirrored ? mirror.mask : clean.mask);
    expectSame(target, isMirrored ? mirror.pixels : clean.pixels);
    if (isMirrored) flips++;
  }
  expect(Math.abs(flips - 160)).toBeLessThan(30);
});
