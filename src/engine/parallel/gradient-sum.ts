import * as tf from '@tensorflow/tfjs';
import type { Heap } from '../kernels/heap.ts';
import { heapOf } from '../kernels/register.ts';
import { Barrier } from './barrier.ts';

/** Bytes before the gradients: the barrier's words, and what the first member says. */
const CONTROL_BYTES = 64;
const SAID = 16;
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
export const exchangeBytes = (variables: readonly tf.Variable[], count: number): number =>
  CONTROL_BYTES + count * (variables.length + floatsOf(variables)) * FLOAT;

/** The barrier of a team, for who must end it from outside. */
export const barrierOf = (memory: SharedArrayBuffer, count: number): Barrier =>
  new Barrier(new Int32Array(memory, 0, Barrier.WORDS), count);

/**
 * Adds up the gradients of all members of a team, so that each can take the same step as one that saw all their images: an
 * all-reduce, made of a reduce-scatter and an all-gather. Every member has a share of every sum to make: to its own terms it adds
 * those in the others' slots of shared memory, in the order of ranks, and leaves that share of the sum in its own slot for the
 * others to take. So a sum depends on nothing but the number of members.
 *
 * With several members, gradients must be on the `wasm` backend, our kernels installed.
 */
export class GradientSum {
  readonly #seat: Seat;
  readonly #variables: readonly tf.Variable[];
  /** Where each variable's gradient begins in a slot. */
  readonly #starts: readonly number[];
  readonly #barrier: Barrier | undefined;
  readonly #slots: readonly Float32Array[] = [];
  /** [member, variable]: 1 where the member has a gradient for it in this step. */
  readonly #given: Int32Array = new Int32Array();
  readonly #said: Float64Array = new Float64Array(1);
  #heard = 0;

  constructor(seat: Seat, variables: readonly tf.Variable[]) {
    this.#seat = seat;
    this.#variables = variables;
    let floats = 0;
    this.#starts = variables.map(({ size }) => (floats += size) - size);
    const { memory, count } = seat;
    if (memory === undefined) return;
    this.#barrier = barrierOf(memory, count);
    this.#said = new Float64Array(memory, SAID, 1);
    this.#given = new Int32Array(memory, CONTROL_BYTES, count * variables.length);
    const first = CONTROL_BYTES + this.#given.byteLength;
    this.#slots = Array.from(
      { length: count },
      (_, i) => new Float32Array(memory, first + i * floats * FLOAT, floats),
    );
  }

  /**
   * The sums of all members' gradients, by variable name. A member that has none for a variable (another member trains
   * that decoder) leaves it out; a variable for which nobody has one is left out of the sums too.
   *
   * Every member must call this once a step. It uses the tensors given up, mostly for the sums; those returned are the
   * caller's.
   *
   * @param says a number that the first member tells the others: see {@link heard}. Theirs are not looked at.
   * @throws TeamEnded
   */
  add(gradients: Readonly<Partial<tf.NamedTensorMap>>, says = 0): tf.NamedTensorMap {
    const barrier = this.#barrier;
    const { rank } = this.#seat;
    if (rank === 0) this.#said[0] = says;
    if (barrier === undefined) {
      this.#heard = says;
      return { ...gradients } as tf.NamedTensorMap;
    }
    const heap = heapOf(tf.backend());
    const slot = this.#slots[rank];
    this.#variables.forEach(({ name }, i) => {
      const own = gradients[name];
      this.#given[rank * this.#variables.length + i] = own === undefined ? 0 : 1;
      if (own === undefined) return;
      const { start, from, to } = this.#share(i, rank);
      const values = heap.view(own);
      slot.set(values.subarray(0, from), start);
      slot.set(values.subarray(to), start + to);
    });
    barrier.wait();
    this.#heard = this.#said[0];
    // From here to the next barrier, a member writes to its own share of its own slot, which nobody else reads.
    const sums = this.#variables.map(({ name, shape }, i) => {
      const others = this.#othersThatGave(i);
      const own = gradients[name];
      if (own === undefined && others.length === 0) return undefined;
      const sum = own === undefined ? emptyTensor(heap, shape) : unshared(heap, own);
      const { start, from, to } = this.#share(i, rank);
      others.forEach((other, n) => {
        const terms = this.#slots[other].subarray(start + from, start + to);
        if (own === undefined && n === 0) heap.view(sum).set(terms, from);
        else heap.add(sum, from, terms);
      });
      slot.set(heap.view(sum).subarray(from, to), start + from);
      return sum;
    });
    barrier.wait();
    // From here to the next step's first barrier, a member writes to other shares of its slot, which nobody reads.
    const results: tf.NamedTensorMap = {};
    sums.forEach((sum, i) => {
      if (sum === undefined) return;
      const values = heap.view(sum);
      this.#slots.forEach((theirs, other) => {
        const { start, from, to } = this.#share(i, other);
        if (other !== rank) values.set(theirs.subarray(start + from, start + to), from);
      });
      results[this.#variables[i].name] = sum;
    });
    return results;
  }

  /**
   * What the first member said in this step, the same for all: what depends on the clock, or on somebody's wish to stop, only one
   * member can decide.
   */
  get heard(): number {
    return this.#heard;
  }

  /** A member's share of a variable's floats, from `from` to before `to`; they begin at `start` in a slot. */
  #share(i: number, rank: number): { start: number; from: number; to: number } {
    const { size } = this.#variables[i];
    const upTo = (members: number) => Math.floor((size * members) / this.#seat.count);
    return { start: this.#starts[i], from: upTo(rank), to: upTo(rank + 1) };
  }

  /** The other members that have a gradient for a variable, by rank. */
  #othersThatGave(i: number): number[] {
    return this.#slots.flatMap((_, rank) =>
      rank !== this.#seat.rank && this.#given[rank * this.#variables.length + i] === 1 ? [rank] : [],
    );
  }
}

const emptyTensor = (heap: Heap, shape: number[]): tf.Tensor =>
  tf.engine().makeTensorFromTensorInfo(heap.output(shape));

/** The tensor, or a copy in its place if something else holds its values too, so that they can be changed. */
function unshared(heap: Heap, tensor: tf.Tensor): tf.Tensor {
  if (heap.holdsAlone(tensor)) return tensor;
  const copy = emptyTensor(heap, tensor.shape);
  heap.view(copy).set(heap.view(tensor));
  tensor.dispose();
  return copy;
}
