import { JanusError } from '../../errors.ts';
import { upTo } from '../kernels/convolution/geometry.ts';

/**
 * Floats of a cache line. Variables and shards begin on one: two threads then never write to one line, and
 * copies are of whole words (V8 copies to shared memory byte by byte, a quarter as fast, where addresses are
 * not multiples of eight).
 */
const LINE = 16;

/** A contiguous piece of one variable's floats: from `from` to before `to`. */
export interface Piece {
  /** The variable's index. */
  readonly variable: number;
  readonly from: number;
  readonly to: number;
  /** Where the piece begins among the floats of all variables, laid one after the other. */
  readonly start: number;
}

/**
 * Cuts the floats of all variables, laid one after the other, into equal shards, one for each worker: most
 * variables fall into one shard as a whole, a few are cut.
 *
 * @param sizes floats of each variable, at least 1.
 * @returns how many floats all take with the gaps between them, and each worker's pieces.
 * @throws JanusError if a variable is empty.
 */
export function cutShards(
  sizes: readonly number[],
  worldSize: number,
): { floats: number; shards: readonly (readonly Piece[])[] } {
  if (sizes.includes(0)) {
    throw new JanusError(
      `Variable ${sizes.indexOf(0)} has no floats to train.`,
      'Leave empty variables out.',
    );
  }
  let floats = 0;
  const starts = sizes.map((size) => {
    const start = floats;
    floats += upTo(size, LINE);
    return start;
  });
  const endOf = (shards: number): number => upTo(Math.floor((floats * shards) / worldSize), LINE);
  const shards = Array.from({ length: worldSize }, (_, rank) =>
    sizes
      .map((size, variable): Piece => {
        const from = Math.max(0, endOf(rank) - starts[variable]);
        const to = Math.min(size, endOf(rank + 1) - starts[variable]);
        return { variable, from, to, start: starts[variable] + from };
      })
      .filter(({ from, to }) => from < to),
  );
  return { floats, shards };
}
