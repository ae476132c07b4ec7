import fc from 'fast-check';
import { expect } from 'vitest';
import { invert, transform, type Similarity } from '../../../src/extract/similarity.ts';

export const SIDE = 64;

/** The similarity to a crop of SIDE of a face whose centre is at (x, y) of the frame. */
export function stance(x: number, y: number, scale: number, angle: number): Similarity {
  // + 0 makes 0 of −0.
  const a = scale * Math.cos(angle) + 0;
  const b = scale * Math.sin(angle) + 0;
  return { a, b, tx: SIDE / 2 - (a * x - b * y), ty: SIDE / 2 - (b * x + a * y) };
}

export const anyStance = fc
  .tuple(
    fc.double({ min: 0, max: 500, noNaN: true }),
    fc.double({ min: 0, max: 500, noNaN: true }),
    fc.double({ min: 0.1, max: 4, noNaN: true }),
    fc.double({ min: -3.1, max: 3.1, noNaN: true }),
  )
  .map((numbers) => stance(...numbers));

export const centreOf = (toCrop: Similarity) => transform(invert(toCrop), { x: SIDE / 2, y: SIDE / 2 });
export const angleOf = ({ a, b }: Similarity) => Math.atan2(b, a);

export function expectAlike(found: readonly Similarity[], expected: readonly Similarity[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((toCrop, frame) => {
    for (const key of ['a', 'b', 'tx', 'ty'] as const) {
      expect(toCrop[key], `${key} of frame ${frame}`).toBeCloseTo(expected[frame][key], 9);
    }
  });
}
