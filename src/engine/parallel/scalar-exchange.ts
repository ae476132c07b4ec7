import { Barrier, barrierOf } from './barrier.ts';

/** What workers can exchange by name: numbers, booleans and lists of numbers. */
export type Scalars = Readonly<Record<string, number | boolean | readonly number[]>>;

/** Bytes of a cache line: the barrier's words have the first one to themselves. */
const LINE = 64;
/** Numbers of a worker that one round of the exchange has room for. */
const CAPACITY = 64;

/** Bytes of shared memory that an exchange needs. */
export const scalarExchangeSize = (worldSize: number): number =>
  LINE + 2 * worldSize * CAPACITY * Float64Array.BYTES_PER_ELEMENT;

/** An all-gather of a few numbers over the workers of a group, in shared memory. */
export class ScalarExchange {
  readonly #barrier: Barrier;
  readonly #worldSize: number;
  readonly #rank: number;
  /**
   * Two buffers of [worker, CAPACITY], used in turn. A worker writes one again only after the barrier of the
   * round between, which the others reach when they have read it: so one barrier a round is enough.
   */
  readonly #buffers: readonly [Float64Array, Float64Array];
  #round = 0;

  constructor(memory: SharedArrayBuffer, rank: number, worldSize: number) {
    const length = worldSize * CAPACITY;
    this.#barrier = barrierOf(memory, worldSize);
    this.#rank = rank;
    this.#worldSize = worldSize;
    this.#buffers = [0, 1].map(
      (i) => new Float64Array(memory, LINE + i * length * Float64Array.BYTES_PER_ELEMENT, length),
    ) as [Float64Array, Float64Array];
  }

  /**
   * Every worker must call this, with as many numbers.
   *
   * @returns the numbers of each worker, by rank: the same to all.
   * @throws GroupEnded
   */
  allGather(numbers: readonly number[]): number[][] {
    const gathered = Array.from({ length: this.#worldSize }, (): number[] => []);
    for (let first = 0; first < numbers.length; first += CAPACITY) {
      const part = numbers.slice(first, first + CAPACITY);
      const buffer = this.#buffers[this.#round++ % 2];
      buffer.set(part, this.#rank * CAPACITY);
      this.#barrier.wait();
      gathered.forEach((all, rank) => {
        all.push(...buffer.subarray(rank * CAPACITY, rank * CAPACITY + part.length));
      });
    }
    return gathered;
  }
}

/** All values of a record as numbers, in the order of its keys. */
export const toNumbers = (scalars: Scalars): number[] =>
  Object.values(scalars).flatMap((value) => [value].flat().map(Number));

/** The record of the given keys and kinds that {@link toNumbers} made these numbers of. */
export function fromNumbers<Schema extends Scalars>(like: Schema, numbers: readonly number[]): Schema {
  let next = 0;
  return Object.fromEntries(
    Object.entries(like).map(([name, value]) => {
      if (typeof value === 'boolean') return [name, numbers[next++] !== 0];
      if (typeof value === 'number') return [name, numbers[next++]];
      return [name, value.map(() => numbers[next++])];
    }),
  ) as Schema;
}
