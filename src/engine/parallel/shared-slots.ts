import { upTo } from '../kernels/geometry.ts';
import { Barrier } from './barrier.ts';

/** Bytes of a cache line. The barrier's words have the first one to themselves, and slots begin on one. */
const LINE = 64;
const FLOAT = 4;
const DOUBLE = 8;

/** What a team's memory has room for. */
export interface SlotSizes {
  /** Members. */
  readonly worldSize: number;
  /** Numbers that a member tells the others at a step. */
  readonly scalars: number;
  readonly variables: number;
  /** Of all variables, with the gaps between them. */
  readonly floats: number;
}

/** Where things lie, in bytes from the beginning. */
function memoryLayout({ worldSize, scalars, variables, floats }: SlotSizes) {
  const said = LINE;
  const given = said + worldSize * scalars * DOUBLE;
  const slots = upTo(given + worldSize * variables * FLOAT, LINE);
  return { said, given, slots, end: slots + worldSize * floats * FLOAT };
}

/** Bytes of memory that a team shares. */
export const sharedMemorySize = (sizes: SlotSizes): number => memoryLayout(sizes).end;

/** The barrier of a team, for who must end it from outside. */
export const barrierOf = (memory: SharedArrayBuffer, worldSize: number): Barrier =>
  new Barrier(new Int32Array(memory, 0, Barrier.WORDS), worldSize);

/**
 * The memory that a team shares, as its members see it: what they say, and a slot each, of as many floats as all variables have.
 *
 * In a slot, what belongs to other members' shards is written before the first barrier of a step, and read between that and the second. What
 * belongs to one's own shard is written between those two, or between the two of a gathering, and read after the second, up to the
 * reader's next barrier. So nobody writes what somebody may be reading.
 */
export class SharedSlots {
  readonly barrier: Barrier;
  /** A slot of floats for each member, which that member alone writes to. */
  readonly slots: readonly Float32Array[];
  readonly #sizes: SlotSizes;
  readonly #said: Float64Array; // [member, says]
  readonly #given: Int32Array; // [member, variable]: 1 or 0

  constructor(memory: SharedArrayBuffer, sizes: SlotSizes) {
    const { worldSize, scalars, variables, floats } = sizes;
    const at = memoryLayout(sizes);
    this.#sizes = sizes;
    this.barrier = barrierOf(memory, worldSize);
    this.#said = new Float64Array(memory, at.said, worldSize * scalars);
    this.#given = new Int32Array(memory, at.given, worldSize * variables);
    this.slots = Array.from(
      { length: worldSize },
      (_, rank) => new Float32Array(memory, at.slots + rank * floats * FLOAT, floats),
    );
  }

  writeScalars(rank: number, numbers: readonly number[]): void {
    this.#said.set(numbers, rank * this.#sizes.scalars);
  }

  /** What each member said, by rank. */
  readScalars(): number[][] {
    const { worldSize, scalars } = this.#sizes;
    return Array.from({ length: worldSize }, (_, rank) => [
      ...this.#said.subarray(rank * scalars, (rank + 1) * scalars),
    ]);
  }

  /** Says whether a member has a gradient for a variable in this step. */
  setHasGradient(rank: number, variable: number, given: boolean): void {
    this.#given[rank * this.#sizes.variables + variable] = Number(given);
  }

  hasGradient(rank: number, variable: number): boolean {
    return this.#given[rank * this.#sizes.variables + variable] === 1;
  }
}
