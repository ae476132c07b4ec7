import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { augment } from '../../../src/train/augment/augment.ts';
import { difference, expectSame, from, map, OFF, SIDE } from './pictures.ts';

describe('random affine', () => {
  const placed = Array.from({ length: 200 }, (_, seed) =>
    augment(map, SIDE, { ...OFF, affine: true }, new Random(seed)),
  );

  test('takes input, target and mask from the same place', () => {
    for (const { input, target, mask } of placed) {
      expectSame(input, target);
      expectSame(
        mask,
        target.filter((_, i) => i % 3 === 0),
      );
    }
  });

  test('rotates, scales and shifts about the middle, within 10°, 5 % and 8 %', () => {
    const most = { turn: 0, zoom: 0, shift: 0 };
    for (const { target } of placed) {
      const middle = from(target, 32, 32);
      const [right, below] = [from(target, 42, 32), from(target, 32, 42)];
      const across = { x: (right.x - middle.x) / 10, y: (right.y - middle.y) / 10 };
      // No mirroring and no shear: down is across, turned by 90°.
      expect((below.x - middle.x) / 10).toBeCloseTo(-across.y, 4);
      expect((below.y - middle.y) / 10).toBeCloseTo(across.x, 4);
      const scale = 1 / Math.hypot(across.x, across.y);
      // The middle comes from as far off as it went, turned and zoomed.
      const off = Math.max(Math.abs(middle.x - 32), Math.abs(middle.y - 32));
      most.turn = Math.max(most.turn, (Math.abs(Math.atan2(across.y, across.x)) * 180) / Math.PI);
      most.zoom = Math.max(most.zoom, Math.abs(scale - 1));
      most.shift = Math.max(most.shift, off / SIDE);
    }
    expect(most.turn).toBeGreaterThan(9);
    expect(most.turn).toBeLessThan(10.001);
    expect(most.zoom).toBeGreaterThan(0.045);
    expect(most.zoom).toBeLessThan(0.0501);
    expect(most.shift).toBeGreaterThan(0.072);
    expect(most.shift).toBeLessThan((0.08 * Math.SQRT2) / 0.95);
  });

  test('goes on beyond the edges as the picture ends', () => {
    for (const { target } of placed) {
      expect(Math.min(...target)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...target)).toBeLessThan((3 * (SIDE - 1) + 0.01) / 255);
      // The third channel is the same everywhere.
      const third = target.filter((_, i) => i % 3 === 2);
      expect(
        difference(
          third,
          third.map(() => 60 / 255),
        ),
      ).toBeLessThan(1e-6);
    }
  });
});
