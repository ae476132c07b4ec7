import * as tf from '@tensorflow/tfjs';
import type { ShardedWeights } from '../engine/parallel/sharded-weights.ts';

/** A part of what an optimizer remembers, as it is saved; TensorFlow.js does not export the type. */
export type NamedTensor = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

const BETA2 = 0.999;
const EPSILON = 1e-7;

/** Adam (Kingma and Ba, 2015) for weights that a team trains: each member has the moments of its shard alone. */
export class ShardedAdam {
  readonly #weights: ShardedWeights;
  readonly #adam: tf.AdamOptimizer;

  /** It disposes of `weights` with itself; the variables stay the caller's. */
  constructor(weights: ShardedWeights, beta1: number) {
    this.#weights = weights;
    this.#adam = tf.train.adam(0, beta1, BETA2, EPSILON);
  }

  /** Takes a step, as all members must: see {@link ShardedWeights.step}. @returns what each member said, by rank. */
  step(learningRate: number, gradients: tf.NamedTensorMap, says: readonly number[]): number[][] {
    Object.assign(this.#adam, { learningRate });
    return this.#weights.step(this.#adam, gradients, says);
  }

  /**
   * All that it remembers, of all members' shards: the count of steps, the first moments of all variables, then the
   * second, as `getWeights` of TensorFlow.js's Adam gives them where it steps all variables. Every member must call this, after a step.
   *
   * @returns to the first member, tensors that are the caller's; to the others nothing.
   * @throws TeamEnded
   */
  async state(): Promise<NamedTensor[]> {
    const [iterations, ...moments] = await this.#adam.getWeights();
    const whole = halves(moments).map((networks, i) =>
      this.#weights
        .gather(networks.map(({ tensor }) => tensor))
        .map((tensor, v): NamedTensor => ({ name: `${this.#weights.variables[v].name}/${'mv'[i]}`, tensor })),
    );
    if (whole[0].length > 0) return [iterations, ...whole.flat()];
    iterations.tensor.dispose();
    return [];
  }

  /** Goes on from such a state. It stays the caller's. */
  async restore([iterations, ...moments]: readonly NamedTensor[]): Promise<void> {
    const networks = halves(moments).flatMap((whole) =>
      this.#weights.scatter(whole.map(({ tensor }) => tensor)),
    );
    await this.#adam.setWeights([iterations, ...networks.map((tensor) => ({ name: '', tensor }))]);
    tf.dispose(networks);
  }

  dispose(): void {
    this.#adam.dispose();
    this.#weights.dispose();
  }
}

/** First moments, and second. */
const halves = (moments: readonly NamedTensor[]): [NamedTensor[], NamedTensor[]] => {
  const middle = moments.length / 2;
  return [moments.slice(0, middle), moments.slice(middle)];
};
