import { describe, expect, it } from 'vitest';
import { splitBatch } from '../../../src/engine/parallel/batch-slices.ts';

describe('a batch', () => {
  const range = (length: number) => Array.from({ length }, (_, i) => i);

  it('is split so that every image has one worker, and each worker about as many', () => {
    for (const [people, batch, count] of [
      [range(2), 16, 1],
      [range(2), 16, 2],
      [range(2), 16, 3],
      [range(3), 5, 2],
      [[2], 3, 4],
      [[3, 1], 5, 3],
      [range(4), 1, 3],
    ] as const) {
      const images = range(count).map((rank) =>
        splitBatch(people, batch, rank, count).flatMap(({ person, first, end }) =>
          range(end - first).map((i) => [person, first + i]),
        ),
      );
      expect(images.flat()).toEqual(people.flatMap((person) => range(batch).map((i) => [person, i])));
      const sizes = images.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  it('of two people gives each of two workers one of them', () => {
    expect(splitBatch([0, 1], 16, 0, 2)).toEqual([{ person: 0, first: 0, end: 16 }]);
    expect(splitBatch([0, 1], 16, 1, 2)).toEqual([{ person: 1, first: 0, end: 16 }]);
  });
});
