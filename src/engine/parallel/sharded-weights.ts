import * as tf from '@tensorflow/tfjs';
import type { Heap } from '../kernels/heap.ts';
import { heapOf } from '../kernels/register.ts';
import { cutShards, type Piece } from './shards.ts';
import { SharedSlots, type SlotSizes } from './shared-slots.ts';

/** A worker's rank, and the memory it shares with the others; a group of one needs none. */
export type WorkerContext =
  | { readonly rank: 0; readonly worldSize: 1 }
  | { readonly rank: number; readonly worldSize: number; readonly memory: SharedArrayBuffer };

/**
 * An optimizer, as in TensorFlow.js: it updates variables by their gradients. A tensor is undefined where no
 * loss depended on the variable, which they accept, though the types hide it.
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

/** The sizes of the memory in which `worldSize` workers train these variables. */
export const slotSizes = (variables: readonly tf.Variable[], worldSize: number): SlotSizes => ({
  worldSize,
  variables: variables.length,
  floats: cut(variables, worldSize).floats,
});

/**
 * Weights that a group of workers trains in data parallel, with a replica in each. Each worker's optimizer
 * steps one shard of them, by the sums of all workers' gradients (a reduce-scatter), and all workers take
 * over the new weights of the others' shards (an all-gather). So the group takes the step that one worker
 * with all the images would take, and no part of the optimizer's work is done twice. (Rajbhandari et al.,
 * "ZeRO: Memory Optimizations Toward Training Trillion Parameter Models", 2020: stages 1 and 2.)
 *
 * A sum is the worker's own term, then the others' in the order of ranks: it depends on nothing but the
 * number of workers.
 *
 * With several workers, variables must be on the `wasm` backend with Janus's kernels installed, and nothing
 * but {@link step} may change them, unless {@link reload} follows: the shard's piece of a cut variable is a copy.
 */
export class ShardedWeights {
  readonly variables: readonly tf.Variable[];
  /**
   * What this worker's optimizer steps, in the order of {@link variables}. A variable that is cut has a flat
   * one in its place, of the piece; in a group of one, these are the variables themselves.
   */
  readonly shard: readonly tf.Variable[];
  readonly #rank: number;
  readonly #shards: readonly (readonly Piece[])[];
  readonly #shared: SharedSlots | undefined;

  constructor(context: WorkerContext, variables: readonly tf.Variable[]) {
    const { rank, worldSize } = context;
    this.#rank = rank;
    this.variables = variables;
    this.#shards = cut(variables, worldSize).shards;
    this.shard = this.#own.map((piece) =>
      this.#isWhole(piece)
        ? variables[piece.variable]
        : tf.tidy(() => pieceOf(variables[piece.variable], piece).variable(false)),
    );
    if ('memory' in context) {
      this.#shared = new SharedSlots(context.memory, slotSizes(variables, worldSize));
    }
  }

  /** The parts of the {@link shard} that are pieces of these variables. */
  shardOf(variables: readonly tf.Variable[]): tf.Variable[] {
    return this.#piecesOf(variables).map(({ index }) => this.shard[index]);
  }

  /**
   * Takes one step. Every worker must call this, and as often as the others. A variable for which no worker
   * has a gradient stays as it is; a worker that has no gradient for a variable (because another worker
   * trains that decoder) leaves it out.
   *
   * @param optimizer of this worker alone. It is given the sums of gradients for the {@link shard}.
   * @param gradients by the variables' names, maybe none; they are disposed of.
   * @throws GroupEnded. What the optimizer throws.
   */
  step(optimizer: Optimizer, gradients: Gradients): void {
    const shared = this.#shared;
    if (shared === undefined) {
      this.#apply(optimizer, gradients);
      return;
    }
    this.#shareGradients(shared, gradients);
    shared.barrier.wait();
    const changed = this.variables.map((_, variable) => shared.anyGradient(variable));
    this.#apply(optimizer, this.#sumGradients(shared, gradients));
    this.#own.forEach((piece, p) => {
      if (changed[piece.variable]) this.#write(shared, piece, this.shard[p]);
    });
    shared.barrier.wait();
    this.#allGatherWeights(shared, changed);
  }

  /** To be called after all workers have given the variables the same new values. */
  reload(): void {
    this.#own.forEach((piece, p) => {
      if (this.#isWhole(piece)) return;
      const values = pieceOf(this.variables[piece.variable], piece);
      this.shard[p].assign(values);
      values.dispose();
    });
  }

  /**
   * Gathers on rank 0 what the workers have for each variable of their shards, such as an optimizer's
   * moments. Every worker must call this, for the same variables.
   *
   * @param parts for each part of {@link shardOf}(variables) a tensor of its shape. They stay the caller's.
   * @returns to rank 0, a tensor of each variable's shape, the caller's; to the others nothing.
   * @throws GroupEnded
   */
  gather(variables: readonly tf.Variable[], parts: readonly tf.Tensor[]): tf.Tensor[] {
    const shared = this.#shared;
    if (shared === undefined) {
      const pieces = this.#piecesOf(variables);
      return this.#indicesOf(variables).map((variable) =>
        parts[pieces.findIndex(({ piece }) => piece.variable === variable)].clone(),
      );
    }
    shared.barrier.wait(); // others may still read the slots
    this.#piecesOf(variables).forEach(({ piece }, i) => {
      this.#write(shared, piece, parts[i]);
    });
    shared.barrier.wait();
    return this.#rank === 0 ? this.#indicesOf(variables).map((variable) => this.#read(shared, variable)) : [];
  }

  /**
   * The reverse of {@link gather}: cuts out what belongs to this worker's shard. The other workers take no
   * part in it.
   *
   * @param whole a tensor of each variable's shape. They stay the caller's.
   * @returns a tensor for each part of {@link shardOf}(variables), the caller's.
   */
  scatter(variables: readonly tf.Variable[], whole: readonly tf.Tensor[]): tf.Tensor[] {
    const indices = this.#indicesOf(variables);
    return this.#piecesOf(variables).map(({ piece }) => {
      const tensor = whole[indices.indexOf(piece.variable)];
      return this.#isWhole(piece) ? tensor.clone() : pieceOf(tensor, piece);
    });
  }

  /** Disposes of the pieces of cut variables; the variables stay the caller's. */
  dispose(): void {
    this.#own.forEach((piece, p) => {
      if (!this.#isWhole(piece)) this.shard[p].dispose();
    });
  }

  /** This worker's pieces. */
  get #own(): readonly Piece[] {
    return this.#shards[this.#rank];
  }

  #indicesOf(variables: readonly tf.Variable[]): number[] {
    return variables.map((variable) => this.variables.indexOf(variable));
  }

  /** This worker's pieces of some variables, with their indices in the {@link shard}. */
  #piecesOf(variables: readonly tf.Variable[]): { readonly piece: Piece; readonly index: number }[] {
    const indices = new Set(this.#indicesOf(variables));
    return this.#own
      .map((piece, index) => ({ piece, index }))
      .filter(({ piece }) => indices.has(piece.variable));
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

  /** Puts into this worker's slot the gradients that the others sum up. */
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

  /** The sums for this worker's shard, by the names of its variables. */
  #sumGradients(shared: SharedSlots, gradients: Gradients): Gradients {
    const heap = heapOf(tf.backend());
    const sums: Partial<tf.NamedTensorMap> = {};
    const unused = new Set(Object.values(gradients));
    this.#own.forEach((piece, p) => {
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
      for (const term of terms) heap.add(sum, term);
      sums[name] = sum;
    });
    tf.dispose([...unused] as tf.Tensor[]);
    return sums;
  }

  /** Gathers the changed weights, save variables that are this worker's as a whole. */
  #allGatherWeights(shared: SharedSlots, changed: readonly boolean[]): void {
    const own = new Set(this.shard);
    this.variables.forEach((variable, i) => {
      if (!changed[i] || own.has(variable)) return;
      // New memory, as an optimizer's: stock kernels keep packed copies of weights by their address.
      const weights = this.#read(shared, i);
      variable.assign(weights);
      weights.dispose();
    });
  }

  /** Puts a piece of this worker's shard where the others read it. */
  #write({ slots }: SharedSlots, { start }: Piece, part: tf.Tensor): void {
    slots[this.#rank].set(heapOf(tf.backend()).view(part), start);
  }

  /** A whole variable's values, from all workers' slots. */
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
