import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { transform, type Point } from '../../../src/extract/similarity.ts';
import { Random } from '../../../src/faces/index.ts';
import { augment, NO_AUGMENTATION } from '../../../src/train/augment/augment.ts';
import { nearestSimilarity, upsampleGrid } from '../../../src/train/augment/warp.ts';

/** Figures of 2017's warp; the file says how they were worked out. */
interface Case {
  readonly seed: number;
  readonly dx: readonly number[];
  readonly dy: readonly number[];
  readonly mapX: readonly number[];
  readonly mapY: readonly number[];
  readonly similarity: readonly number[];
  readonly input: readonly number[];
  readonly target: readonly number[];
}
const FIXTURE = new URL('./warp-of-2017.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as { readonly cases: readonly Case[] };

const SIDE = 64;
/** The pixels that the file has: those of every ninth row and column. */
const kept = Array.from({ length: 64 }, (_, i) => ({ x: 9 * (i % 8), y: 9 * Math.floor(i / 8) }));
/** From a picture of 256 pixels to the crop, which is its middle 160. */
const toCrop = (place: number) => (place - 48) / 2.5;

const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
  const [x, y, channel] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE), i % 3];
  return (7 * x + 11 * y + 5 * ((x * y) % 13) + 60 * channel) % 256;
});
const red = pixels.filter((_, i) => i % 3 === 0);

describe.each(cases)('the warp of seed $seed', ({ seed, dx, dy, mapX, mapY, similarity, input, target }) => {
  const grid = Float32Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? dx : dy)[i >> 1] / 160);

  test('takes every pixel from where OpenCV’s map does', () => {
    const flow = upsampleGrid(grid, SIDE, 0);
    kept.forEach(({ x, y }, i) => {
      const at = 2 * (SIDE * y + x);
      expect(x + 0.5 + flow[at]).toBeCloseTo(toCrop(mapX[i]), 3);
      expect(y + 0.5 + flow[at + 1]).toBeCloseTo(toCrop(mapY[i]), 3);
    });
  });

  test('moves the target by scikit-image’s nearest similarity', () => {
    const toSource = nearestSimilarity(grid, SIDE);
    const [a, b, tx, c, d, ty] = similarity;
    for (const place of [
      { x: 0, y: 0 },
      { x: 64, y: 10 },
      { x: 31.5, y: 47 },
    ]) {
      const from = transform(toSource, place);
      // There and back again.
      const [X, Y] = [48 + 2.5 * from.x, 48 + 2.5 * from.y];
      const back: Point = { x: a * X + b * Y + tx, y: c * X + d * Y + ty };
      expect(back.x).toBeCloseTo(place.x, 4);
      expect(back.y).toBeCloseTo(place.y, 4);
    }
  });

  test('makes input, target and mask of a face', () => {
    const config = { ...NO_AUGMENTATION, warp: '2017' } as const;
    const face = augment({ pixels, mask: red }, SIDE, config, new Random(seed));
    kept.forEach(({ x, y }, i) => {
      const at = SIDE * y + x;
      for (let channel = 0; channel < 3; channel++) {
        expect(255 * face.input[3 * at + channel]).toBeCloseTo(input[3 * i + channel], 1);
        expect(255 * face.target[3 * at + channel]).toBeCloseTo(target[3 * i + channel], 1);
      }
      expect(255 * face.mask[at]).toBeCloseTo(target[3 * i], 1);
    });
  });
});
