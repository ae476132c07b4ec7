import { upTo } from '../kernels/convolution/geometry.ts';
import { Barrier, barrierOf } from './barrier.ts';

/** Bytes of a cache line. The barrier's words have the first one to themselves, and slots begin on one. */
const LINE = 64;
const FLOAT = 4;

/** What the shared memory has room for. */
export interface SlotSizes {
  readonly worldSize: number;
  /** How many variables. */
  readonly variables: number;
  /** Floats of all variables, with the gaps between them. */
  readonly floats: number;
}

/** Offsets in bytes from the beginning. */
function memoryLayout({ worldSize, variables, floats }: SlotSizes) {
  const flags = LINE;
  const slots = upTo(flags + worldSize * variables * FLOAT, LINE);
  return { flags, slots, end: slots + worldSize * floats * FLOAT };
}

/** Bytes of memory that a group shares to train these variables. */
export const sharedMemorySize = (sizes: SlotSizes): number => memoryLayout(sizes).end;

/**
 * The memory in which a group exchanges gradients and weights: a slot for each worker, of as many floats as
 * all variables have.
 *
 * In a slot, what belongs to other workers' shards is written before the first barrier of a step, and read
 * between that and the second. What belongs to the worker's own shard is written between those two, or
 * between the two of a gather, and read after the second, up to the reader's next barrier. So nobody writes
 * what somebody may be reading.
 */
export class SharedSlots {
  readonly barrier: Barrier;
  /** A slot of floats for each worker, which that worker alone writes to. */
  readonly slots: readonly Float32Array[];
  readonly #variables: number;
  readonly #flags: Int32Array; // [worker, variable]: 1 or 0

  constructor(memory: SharedArrayBuffer, sizes: SlotSizes) {
    const { worldSize, variables, floats } = sizes;
    const offsets = memoryLayout(sizes);
    this.#variables = variables;
    this.barrier = barrierOf(memory, worldSize);
    this.#flags = new Int32Array(memory, offsets.flags, worldSize * variables);
    this.slots = Array.from(
      { length: worldSize },
      (_, rank) => new Float32Array(memory, offsets.slots + rank * floats * FLOAT, floats),
    );
  }

  /** Announces whether a worker has a gradient for a variable in this step. */
  setHasGradient(rank: number, variable: number, has: boolean): void {
    this.#flags[rank * this.#variables + variable] = Number(has);
  }

  hasGradient(rank: number, variable: number): boolean {
    return this.#flags[rank * this.#variables + variable] === 1;
  }

  /** Whether any worker has a gradient for a variable in this step: without one it does not change. */
  anyGradient(variable: number): boolean {
    return this.slots.some((_, rank) => this.hasGradient(rank, variable));
  }
}
