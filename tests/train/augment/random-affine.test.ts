import { expect, test } from 'vitest';
import { scaleOf, transform } from '../../../src/extract/similarity.ts';
import { Random } from '../../../src/faces/index.ts';
import { randomAffine } from '../../../src/train/augment/random-affine.ts';

const SIDE = 64;
const random = new Random(1);
const drawn = Array.from({ length: 2000 }, () => {
  const affine = randomAffine(random, SIDE);
  const middle = transform(affine, { x: SIDE / 2, y: SIDE / 2 });
  return {
    turn: (Math.atan2(affine.b, affine.a) * 180) / Math.PI,
    zoom: scaleOf(affine) - 1,
    across: middle.x / SIDE - 0.5,
    down: middle.y / SIDE - 0.5,
  };
});

// The ranges of deepfakes/faceswap, 2017: rotation_range 10, zoom_range 0.05, shift_range 0.05 of 256 pixels, of
// which the crop is 160.
test.each([
  ['turn', 10],
  ['zoom', 0.05],
  ['across', 12.8 / 160],
  ['down', 12.8 / 160],
] as const)('%s is uniform within its range', (what, most) => {
  const values = drawn.map((each) => each[what] / most).sort((a, b) => a - b);
  // The statistic of Kolmogorov and Smirnov; one in a thousand uniform samples is above 1.95.
  const gaps = values.map((value, i) => Math.abs((value + 1) / 2 - (i + 0.5) / values.length));
  expect(Math.max(...gaps) * Math.sqrt(values.length)).toBeLessThan(1.95);
  expect(values[0]).toBeGreaterThan(-1.000001);
  expect(values.at(-1)).toBeLessThan(1.000001);
});

test('turn, zoom and shifts are drawn apart', () => {
  const names = ['turn', 'zoom', 'across', 'down'] as const;
  for (const [i, a] of names.entries()) {
    for (const b of names.slice(i + 1)) {
      const correlation =
        drawn.reduce((sum, each) => sum + each[a] * each[b], 0) /
        Math.sqrt(drawn.reduce((sum, each) => sum + each[a] ** 2, 0)) /
        Math.sqrt(drawn.reduce((sum, each) => sum + each[b] ** 2, 0));
      expect(Math.abs(correlation), `${a} and ${b}`).toBeLessThan(4 / Math.sqrt(drawn.length));
    }
  }
});
