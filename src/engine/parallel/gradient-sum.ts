import * as tf from '@tensorflow/tfjs';
import { heapOf } from '../kernels/register.ts';
import { Barrier } from './barrier.ts';

/** Bytes before the gradients: the barrier's words. */
const CONTROL_BYTES = 64;
const FLOAT = 4;

/** Who a member is, and the memory it shares with the others; a team of one needs none. */
export interface Seat {
  readonly rank: number;
  readonly count: number;
  readonly memory?: SharedArrayBuffer;
}

const floatsOf = (variables: readonly tf.Variable[]): number =>
  variables.reduce((sum, variable) => sum + variable.size, 0);

/** Bytes of shared memory with which `count` members add up the gradients of these variables. */
export const sharedBytes = (variables: readonly tf.Variable[], count: number): number =>
  CONTROL_BYTES + count * variables.length * FLOAT + (count + 1) * floatsOf(variables) * FLOAT;

/** The barrier of a team, for who must end it from outside. */
export const barrierOf = (memory: SharedArrayBuffer, count: number): Barrier =>
  new Barrier(new Int32Array(memory, 0, Barrier.WORDS), count);

/** A tensor in the making. */
interface Draft {
  /** Its values so far; to be asked for anew after whatever may move the heap. */
  values(): Float32Array;
  /** Adds terms to the values from `at` on. */
  add(at: number, terms: Float32Array): void;
  finish(): tf.Tensor;
}

/**
 * Adds up the gradients of all members of a team, so that each can take the same step as one that saw all their
 * images. Every member has a share of the sums to make: it takes the terms from the others' slots in shared memory, in
 * the order of ranks, so that a sum depends on nothing but the number of members, and leaves it there for the others.
 */
export class GradientSum {
  readonly #seat: Seat;
  readonly #variables: readonly tf.Variable[];
  /** Where each variable's gradient begins in a slot. */
  readonly #starts: readonly number[];
  readonly #barrier: Barrier | undefined;
  readonly #slots: readonly Float32Array[] = [];
  readonly #sums: Float32Array = new Float32Array();
  /** [member, variable]: 1 where the member has a gradient for it in this step. */
  readonly #given: Int32Array = new Int32Array();

  constructor(seat: Seat, variables: readonly tf.Variable[]) {
    this.#seat = seat;
    this.#variables = variables;
    let floats = 0;
    this.#starts = variables.map(({ size }) => (floats += size) - size);
    const { memory, count } = seat;
    if (memory === undefined) return;
    this.#barrier = barrierOf(memory, count);
    this.#given = new Int32Array(memory, CONTROL_BYTES, count * variables.length);
    const first = CONTROL_BYTES + this.#given.byteLength;
    const arrays = Array.from(
      { length: count + 1 },
      (_, i) => new Float32Array(memory, first + i * floats * FLOAT, floats),
    );
    this.#slots = arrays.slice(0, count);
    this.#sums = arrays[count]!;
  }

  /**
   * The sums of all members' gradients, by variable name. A member that has none for a variable (another member trains
   * that decoder) leaves it out; a variable for which nobody has one is left out of the sums too.
   *
   * Every member must call this once a step. The tensors given stay the caller's; those returned are the caller's too.
   *
   * @throws TeamEnded
   */
  add(gradients: Readonly<Partial<tf.NamedTensorMap>>): tf.NamedTensorMap {
    const barrier = this.#barrier;
    if (barrier === undefined) {
      return Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, g!.clone()]));
    }
    const { rank } = this.#seat;
    this.#variables.forEach(({ name }, i) => {
      const own = gradients[name];
      this.#given[rank * this.#variables.length + i] = own === undefined ? 0 : 1;
      if (own === undefined) return;
      const values = valuesOf(own);
      const { start, before, after } = this.#share(i);
      this.#slots[rank].set(values.subarray(0, before), start);
      this.#slots[rank].set(values.subarray(after), start + after);
    });
    barrier.wait();
    // From here to the next barrier nobody writes to a slot; from there to the next step's first, nobody to the sums.
    const givers = this.#variables.map((_, i) => this.#giversOf(i));
    const sums = this.#variables.map(({ shape }, i) => (givers[i].length > 0 ? draft(shape) : undefined));
    sums.forEach((sum, i) => {
      if (sum !== undefined) this.#addShare(i, givers[i], gradients[this.#variables[i].name], sum);
    });
    barrier.wait();
    const results: tf.NamedTensorMap = {};
    sums.forEach((sum, i) => {
      if (sum === undefined) return;
      const { start, before, after, end } = this.#share(i);
      sum.values().set(this.#sums.subarray(start, start + before));
      sum.values().set(this.#sums.subarray(start + after, end), after);
      results[this.#variables[i].name] = sum.finish();
    });
    return results;
  }

  /** This member's share of a variable's floats: from `before` to `after`. In a slot, they lie from `start` to `end`. */
  #share(i: number): { start: number; before: number; after: number; end: number } {
    const { rank, count } = this.#seat;
    const { size } = this.#variables[i];
    const start = this.#starts[i];
    const before = Math.floor((size * rank) / count);
    const after = Math.floor((size * (rank + 1)) / count);
    return { start, before, after, end: start + size };
  }

  /** The ranks that have a gradient for a variable. */
  #giversOf(i: number): number[] {
    return this.#slots.flatMap((_, rank) =>
      this.#given[rank * this.#variables.length + i] === 1 ? [rank] : [],
    );
  }

  /** Makes this member's share of a variable's sum, for itself and for the others. */
  #addShare(i: number, givers: readonly number[], own: tf.Tensor | undefined, sum: Draft): void {
    const { start, before, after } = this.#share(i);
    givers.forEach((rank, n) => {
      const isOwn = rank === this.#seat.rank;
      const terms = isOwn
        ? valuesOf(own!).subarray(before, after)
        : this.#slots[rank].subarray(start + before, start + after);
      if (n === 0) sum.values().set(terms, before);
      else sum.add(before, terms);
    });
    this.#sums.set(sum.values().subarray(before, after), start + before);
  }
}

/** A tensor's values: on the wasm backend where they are, without a copy. */
const valuesOf = (tensor: tf.Tensor): Float32Array =>
  tf.getBackend() === 'wasm' ? heapOf(tf.backend()).view(tensor) : tensor.dataSync<'float32'>();

/** A new tensor to be filled. On the wasm backend our kernel adds: JavaScript takes ten times as long in shared memory. */
function draft(shape: number[]): Draft {
  if (tf.getBackend() !== 'wasm') {
    const values = new Float32Array(tf.util.sizeFromShape(shape));
    return {
      values: () => values,
      add: (at, terms) => {
        terms.forEach((term, i) => (values[at + i] += term));
      },
      finish: () => tf.tensor(values, shape),
    };
  }
  const heap = heapOf(tf.backend());
  const info = heap.output(shape);
  return {
    values: () => heap.view(info),
    add: (at, terms) => {
      heap.add(info, at, terms);
    },
    finish: () => tf.engine().makeTensorFromTensorInfo(info),
  };
}
