import { expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { augment } from '../../../src/train/augment/augment.ts';
import { clean, difference, expectSame, noise, OFF, SIDE } from './pictures.ts';

test('colour jitter changes the input alone, by a gain a channel and one offset', () => {
  for (let seed = 0; seed < 50; seed++) {
    const { input, target, mask } = augment(noise, SIDE, { ...OFF, colourJitter: true }, new Random(seed));
    expectSame(target, clean.pixels);
    expectSame(mask, clean.mask);
    const offsets = [0, 1, 2].map((c) => {
      // The line through two pixels that are neither black nor white is the line through all.
      const inner = [...input.keys()].filter((i) => i % 3 === c && input[i] > 0 && input[i] < 1);
      const [low, high] = [inner.reduce(smaller(target)), inner.reduce(larger(target))];
      const gain = (input[high] - input[low]) / (target[high] - target[low]);
      const offset = input[low] - gain * target[low];
      const channel = (picture: Float32Array) => picture.filter((_, i) => i % 3 === c);
      const expected = channel(target).map((value) => Math.max(0, Math.min(1, gain * value + offset)));
      expect(difference(channel(input), expected)).toBeLessThan(1e-5);
      return offset;
    });
    for (const offset of offsets) expect(offset).toBeCloseTo(offsets[0], 4);
  }
});
const smaller = (of: Float32Array) => (i: number, j: number) => (of[i] < of[j] ? i : j);
const larger = (of: Float32Array) => (i: number, j: number) => (of[i] > of[j] ? i : j);
