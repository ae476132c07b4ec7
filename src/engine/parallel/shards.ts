import { upTo } from '../kernels/geometry.ts';

/**
 * Floats of a cache line. Variables and shards begin on one: two threads then never write to one line, and copies are of whole words
 * (V8 copies to shared memory byte by byte, a quarter as fast, where addresses are not multiples of eight).
 */
const LINE = 16;

/** A run of one variable's floats: from `from` to before `to`. */
export interface Piece {
  /** The variable's number. */
  readonly variable: number;
  readonly from: number;
  readonly to: number;
  /** Where the run begins among the floats of all variables, laid one after the other. */
  readonly start: number;
}

/**
 * Cuts the floats of all variables, laid one after the other, into shards of one size, a shard a member: most variables fall into one
 * shard as a whole, a few are cut.
 *
 * @param sizes floats of each variable, at least one
 * @returns how many floats all take with the gaps between them, and each member's pieces.
 */
export function cutShards(
  sizes: readonly number[],
  worldSize: number,
): { floats: number; shards: readonly (readonly Piece[])[] } {
  if (sizes.includes(0)) throw new Error(`Variable ${sizes.indexOf(0)} has no floats to train.`);
  let floats = 0;
  const starts = sizes.map((size) => {
    const start = floats;
    floats += upTo(size, LINE);
    return start;
  });
  const cut = (members: number): number => upTo(Math.floor((floats * members) / worldSize), LINE);
  const shards = Array.from({ length: worldSize }, (_, rank) =>
    sizes
      .map((size, variable): Piece => {
        const from = Math.max(0, cut(rank) - starts[variable]);
        const to = Math.min(size, cut(rank + 1) - starts[variable]);
        return { variable, from, to, start: starts[variable] + from };
      })
      .filter(({ from, to }) => from < to),
  );
  return { floats, shards };
}
