import * as tf from '@tensorflow/tfjs';
import type { Heap } from '../kernels/heap.ts';
import { heapOf } from '../kernels/register.ts';
import { cutShards, type Piece } from './shards.ts';
import { SharedSlots, type SlotSizes } from './shared-slots.ts';

/** Who a member is, and the memory it shares with the others; a team of one needs none. */
export type WorkerContext =
  | { readonly rank: 0; readonly worldSize: 1 }
  | { readonly rank: number; readonly worldSize: number; readonly memory: SharedArrayBuffer };

/**
 * What changes variables by their gradients, as all optimizers of TensorFlow.js do. A tensor is undefined where no loss depended on
 * the variable, which they take, though the types hide it.
 */
export interface Optimizer {
  applyGradients(gradients: { name: string; tensor: tf.Tensor }[]): void;
}

type Gradients = Readonly<Partial<tf.NamedTensorMap>>;

const cut = (variables: readonly tf.Variable[], worldSize: number) =>
  cutShards(
    variables.map(({ size }) => size),
    worldSize,
  );

/** What the memory must have room for, in which `count` members train these variables. */
export const slotSizes = (
  variables: readonly tf.Variable[],
  worldSize: number,
  scalars: number,
): SlotSizes => ({
  worldSize,
  scalars,
  variables: variables.length,
  floats: cut(variables, worldSize).floats,
});

/**
 * Weights that a team trains together, of which every member has a replica. Each member's optimizer steps a shard of them, by the
 * sums of all members' gradients (a reduce-scatter), and all take on what the others' came to (an all-gather): so a team takes the step
 * of one that saw all its images, and no two members do the same of the optimizer's work. (Rajbhandari et al., «ZeRO: Memory
 * Optimizations Toward Training Trillion Parameter Models», 2020: stages 1 and 2.)
 *
 * A sum is a member's own term, then the others', in the order of ranks: it depends on nothing but the number of members.
 *
 * With several members, variables must be on the `wasm` backend, our kernels installed, and nothing but {@link step} may change them:
 * what is shared of a cut variable is a copy.
 */
export class ShardedWeights {
  /**
   * What this member's optimizer steps, in this order. A variable that is cut has a flat one in its place, of the piece; in a team of
   * one, these are the variables themselves.
   */
  readonly shard: readonly tf.Variable[];
  readonly variables: readonly tf.Variable[];
  readonly #rank: number;
  readonly #shards: readonly (readonly Piece[])[];
  readonly #says: number;
  readonly #shared: SharedSlots | undefined;

  /** @param scalars how many numbers a member tells the others at each step. */
  constructor(seat: WorkerContext, variables: readonly tf.Variable[], scalars: number) {
    const { rank, worldSize } = seat;
    this.#says = scalars;
    this.#rank = rank;
    this.variables = variables;
    this.#shards = cut(variables, worldSize).shards;
    this.shard = this.#mine.map((piece) =>
      this.#isWhole(piece)
        ? variables[piece.variable]
        : tf.tidy(() => pieceOf(variables[piece.variable], piece).variable(false)),
    );
    if ('memory' in seat)
      this.#shared = new SharedSlots(seat.memory, slotSizes(variables, worldSize, scalars));
  }

  /**
   * Takes one step. Every member must call this, and as often. A member that has no gradient for a variable (another member trains that
   * decoder) leaves it out.
   *
   * @param optimizer of this member alone. It is given the sums for the {@link shard}.
   * @param gradients by the variables' names; they are disposed of.
   * @param scalars as many numbers as was agreed.
   * @returns what each member said, by rank: the same to all.
   * @throws TeamEnded. What the optimizer throws.
   */
  step(optimizer: Optimizer, gradients: Gradients, scalars: readonly number[] = []): number[][] {
    if (scalars.length !== this.#says) {
      throw new Error(`A member says ${scalars.length} numbers at a step, not ${this.#says}.`);
    }
    const shared = this.#shared;
    if (shared === undefined) {
      this.#apply(optimizer, gradients);
      return [[...scalars]];
    }
    shared.writeScalars(this.#rank, scalars);
    this.#shareGradients(shared, gradients);
    shared.barrier.wait();
    const gathered = shared.readScalars();
    this.#apply(optimizer, this.#sum(shared, gradients));
    this.#writeShard(shared, this.shard);
    shared.barrier.wait();
    this.#allGatherWeights(shared);
    return gathered;
  }

  /**
   * Brings together what the members keep of each variable of their shards, such as an optimizer's moments. Every member must
   * call this.
   *
   * @param parts for each variable of the {@link shard} a tensor of its shape. They stay the caller's.
   * @returns to the first member, a tensor of each variable's shape, the caller's; to the others nothing.
   * @throws TeamEnded
   */
  gather(parts: readonly tf.Tensor[]): tf.Tensor[] {
    const shared = this.#shared;
    if (shared === undefined) return parts.map((part) => part.clone());
    shared.barrier.wait(); // what was published before may still be read
    this.#writeShard(shared, parts);
    shared.barrier.wait();
    return this.#rank === 0 ? this.variables.map((_, i) => this.#read(shared, i)) : [];
  }

  /**
   * The other way round: what belongs to each variable of the {@link shard}. No other member has a part in this.
   *
   * @param whole a tensor of each variable's shape. They stay the caller's.
   * @returns tensors, the caller's.
   */
  scatter(whole: readonly tf.Tensor[]): tf.Tensor[] {
    return this.#mine.map((piece) => {
      const tensor = whole[piece.variable];
      return this.#isWhole(piece) ? tensor.clone() : pieceOf(tensor, piece);
    });
  }

  /** Disposes of the pieces of cut variables; variables stay the caller's. */
  dispose(): void {
    this.#mine.forEach((piece, p) => {
      if (!this.#isWhole(piece)) this.shard[p].dispose();
    });
  }

  get #mine(): readonly Piece[] {
    return this.#shards[this.#rank];
  }

  #isWhole({ variable, from, to }: Piece): boolean {
    return to - from === this.variables[variable].size;
  }

  #apply(optimizer: Optimizer, sums: Gradients): void {
    try {
      optimizer.applyGradients(this.shard.map(({ name }) => ({ name, tensor: sums[name]! })));
    } finally {
      tf.dispose(Object.values(sums));
    }
  }

  /** Puts into this member's slot what the others are to sum up. */
  #shareGradients(shared: SharedSlots, gradients: Gradients): void {
    const heap = heapOf(tf.backend());
    this.variables.forEach(({ name }, i) => {
      shared.setHasGradient(this.#rank, i, gradients[name] !== undefined);
    });
    this.#shards.forEach((pieces, rank) => {
      if (rank === this.#rank) return;
      for (const { variable, from, to, start } of pieces) {
        const gradient = gradients[this.variables[variable].name];
        if (gradient === undefined) continue;
        shared.slots[this.#rank].set(heap.view(gradient).subarray(from, to), start);
      }
    });
  }

  /** The sums for this member's shard, by the names of its variables. */
  #sum(shared: SharedSlots, gradients: Gradients): Gradients {
    const heap = heapOf(tf.backend());
    const sums: Partial<tf.NamedTensorMap> = {};
    const unused = new Set(Object.values(gradients));
    this.#mine.forEach((piece, p) => {
      const { variable, from, to, start } = piece;
      const { name, shape } = this.shard[p];
      const own = gradients[this.variables[variable].name];
      const terms = shared.slots
        .filter((_, rank) => rank !== this.#rank && shared.hasGradient(rank, variable))
        .map((slot) => slot.subarray(start, start + to - from));
      if (own === undefined && terms.length === 0) return;
      let sum: tf.Tensor;
      if (own !== undefined && this.#isWhole(piece)) {
        unused.delete(own);
        sum = unshared(heap, own);
      } else {
        sum = emptyTensor(heap, shape);
        heap.view(sum).set(own === undefined ? terms.shift()! : heap.view(own).subarray(from, to));
      }
      for (const more of terms) heap.add(sum, more);
      sums[name] = sum;
    });
    tf.dispose([...unused] as tf.Tensor[]);
    return sums;
  }

  /** Puts this member's shard, of whatever it is, where the others look for it. */
  #writeShard({ slots }: SharedSlots, parts: readonly tf.Tensor[]): void {
    const heap = heapOf(tf.backend());
    this.#mine.forEach(({ start }, p) => {
      slots[this.#rank].set(heap.view(parts[p]), start);
    });
  }

  /** Takes on the weights that all have published, save those that are this member's as a whole. */
  #allGatherWeights(shared: SharedSlots): void {
    const own = new Set(this.shard);
    this.variables.forEach((variable, i) => {
      if (own.has(variable)) return;
      // New memory, as an optimizer's: stock kernels keep packed copies of weights by their place.
      const weights = this.#read(shared, i);
      variable.assign(weights);
      weights.dispose();
    });
  }

  /** What all have published of a variable. */
  #read({ slots }: SharedSlots, variable: number): tf.Tensor {
    const heap = heapOf(tf.backend());
    const whole = emptyTensor(heap, this.variables[variable].shape);
    const values = heap.view(whole);
    this.#shards.forEach((pieces, rank) => {
      for (const { start, from, to } of pieces.filter((piece) => piece.variable === variable)) {
        values.set(slots[rank].subarray(start, start + to - from), from);
      }
    });
    return whole;
  }
}

const pieceOf = (tensor: tf.Tensor, { from, to }: Piece): tf.Tensor1D =>
  tf.tidy(() => tf.slice1d(tensor.flatten(), from, to - from));

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
