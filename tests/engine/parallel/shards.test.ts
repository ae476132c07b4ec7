import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutShards } from '../../../src/engine/parallel/shards.ts';

const LINE = 16;

test('every float of every variable is in one shard, at a place of its own, and shards are about as large', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 9 }),
      (sizes, count) => {
        const { floats, shards } = cutShards(sizes, count);
        expect(shards).toHaveLength(count);
        const seen = sizes.map((size) => Array<number>(size).fill(0));
        const places = Array<number>(floats).fill(0);
        for (const pieces of shards) {
          for (const { variable, from, to, start } of pieces) {
            for (let i = from; i < to; i++) {
              seen[variable][i]++;
              places[start + i - from]++;
            }
          }
        }
        expect(seen.flat().every((times) => times === 1)).toBe(true);
        expect(places.every((times) => times <= 1)).toBe(true);
        // What a worker writes lies on cache lines that no other worker writes to, and in one run.
        const lines = shards.map((pieces) => pieces.map(({ start, from, to }) => [start, start + to - from]));
        for (const [rank, runs] of lines.entries()) {
          for (const [begin] of runs) expect(begin % LINE).toBe(0);
          const end = runs.at(-1)?.[1] ?? 0;
          const next = lines.slice(rank + 1).find((later) => later.length > 0)?.[0][0] ?? floats;
          expect(next).toBeGreaterThanOrEqual(Math.ceil(end / LINE) * LINE);
          expect(end - (runs[0]?.[0] ?? 0)).toBeLessThanOrEqual(floats / count + LINE);
        }
      },
    ),
  );
});

test('a variable without floats is refused', () => {
  expect(() => cutShards([3, 0], 2)).toThrow('Variable 1 has no floats to train.');
});
