import * as tf from '@tensorflow/tfjs';
import type { ShardedWeights } from '../../engine/parallel/sharded-weights.ts';
import { JanusError } from '../../errors.ts';
import type { ParameterGroup } from './parameter-groups.ts';

/** A tensor of an optimizer's state by its name. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** A tensor of an optimizer's state without its values. */
export interface StateEntry {
  readonly name: string;
  readonly shape: readonly number[];
}

const BETA2 = 0.999;
const EPSILON = 1e-7;
/**
 * Of discriminators: a short memory of gradients, since what they judge changes (A. Radford et al.,
 * "Unsupervised representation learning with deep convolutional generative adversarial networks", ICLR 2016),
 * and twice the rate, as in faceswap-GAN (M. Heusel et al., "GANs trained by a two time-scale update rule
 * converge to a local Nash equilibrium", NeurIPS 2017).
 */
const ADVERSARY = { beta1: 0.5, rate: 2 };

/** A parameter group with the Adam of this worker's shard of it. */
interface Group extends ParameterGroup {
  readonly variables: readonly tf.Variable[];
  /** The names of this worker's parts of the variables. */
  readonly shard: ReadonlySet<string>;
  adam: tf.AdamOptimizer;
}

/**
 * Adam (D. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015) for parameter groups
 * that not every step updates. Each group has its own count of steps: Adam's moments begin at zero, and the
 * correction of that bias depends on how many gradients went into them. In a group of workers, each has the
 * moments of its own shard of the weights alone.
 */
export class ShardedAdam {
  readonly #weights: ShardedWeights;
  readonly #groups: readonly Group[];
  readonly #beta1: number;

  /**
   * @param weights of all the groups' variables. They are disposed of with this; the variables stay the
   * caller's.
   * @param beta1 the decay rate of the first moment, 0 to 1, of all but discriminators.
   */
  constructor(weights: ShardedWeights, groups: readonly ParameterGroup[], beta1: number) {
    this.#weights = weights;
    this.#beta1 = beta1;
    this.#groups = groups.map((group) => {
      const variables = group.parameters.map(({ variable }) => variable);
      return {
        ...group,
        variables,
        shard: new Set(weights.shardOf(variables).map(({ name }) => name)),
        adam: this.#newAdam(group),
      };
    });
  }

  #newAdam({ kind }: ParameterGroup): tf.AdamOptimizer {
    return tf.train.adam(0, kind === 'adversary' ? ADVERSARY.beta1 : this.#beta1, BETA2, EPSILON);
  }

  /**
   * Begins anew, with moments and counts of steps of zero, from the values that the weights have now: the
   * same in every worker, which all must call this.
   */
  restart(): void {
    this.#weights.reload();
    for (const group of this.#groups) {
      group.adam.dispose();
      group.adam = this.#newAdam(group);
    }
  }

  /**
   * Takes one step with the groups that these people's losses reach. Every worker must call this: see {@link
   * ShardedWeights.step}.
   * @param gradients by the variables' names; none in a worker that had no images. They are disposed of.
   */
  step(people: readonly number[], learningRate: number, gradients: tf.NamedTensorMap): void {
    const updated = this.#groups.filter(({ person }) => person === 'all' || people.includes(person));
    this.#weights.step(
      {
        applyGradients: (shard) => {
          for (const { adam, kind, shard: names } of updated) {
            Object.assign(adam, {
              learningRate: kind === 'adversary' ? ADVERSARY.rate * learningRate : learningRate,
            });
            adam.applyGradients(shard.filter(({ name }) => names.has(name)));
          }
        },
      },
      gradients,
    );
  }

  /**
   * The whole state, gathered from all workers: for each group that has taken a step, what {@link
   * stateEntries} says. Every worker must call this, after the same step.
   *
   * @returns to rank 0, tensors that are the caller's; to the others nothing.
   * @throws GroupEnded
   */
  async state(): Promise<NamedTensor[]> {
    const tensors: tf.Tensor[] = [];
    const entries: StateEntry[] = [];
    for (const group of this.#groups) {
      if (group.adam.iterations === 0) continue;
      const [iterations, ...moments] = await group.adam.getWeights();
      const parts = halves(moments.map(({ tensor }) => tensor));
      entries.push(...stateEntries(group));
      tensors.push(
        iterations.tensor,
        ...parts.flatMap((half) => this.#weights.gather(group.variables, half)),
      );
    }
    if (tensors.length === entries.length)
      return entries.map(({ name }, i) => ({ name, tensor: tensors[i] }));
    tf.dispose(tensors);
    return [];
  }

  /**
   * Restores such a state, gathered from any number of workers. Groups that it does not have start from zero.
   * @param state stays the caller's.
   * @throws JanusError if it is not one of these groups.
   */
  async restore(state: readonly NamedTensor[]): Promise<void> {
    expectState(
      this.#groups,
      state.map(({ name, tensor }) => ({ name, shape: tensor.shape })),
    );
    const tensors = new Map(state.map(({ name, tensor }) => [name, tensor]));
    for (const group of this.#groups) {
      const [iterations, ...moments] = stateEntries(group).map(({ name }) => tensors.get(name));
      if (iterations === undefined) continue;
      const parts = halves(moments as tf.Tensor[]).flatMap((half) =>
        this.#weights.scatter(group.variables, half),
      );
      await group.adam.setWeights([iterations, ...parts].map((tensor) => ({ name: '', tensor })));
      tf.dispose(parts);
    }
  }

  dispose(): void {
    for (const { adam } of this.#groups) adam.dispose();
    this.#weights.dispose();
  }
}

/** The state of a group's Adam: its count of steps, the first moments of all parameters, and the second. */
export const stateEntries = ({ name, parameters }: ParameterGroup): StateEntry[] => [
  { name: `${name}/step`, shape: [] },
  ...['m', 'v'].flatMap((moment) =>
    parameters.map((parameter) => ({
      name: `${name}/${parameter.name}/${moment}`,
      shape: parameter.variable.shape,
    })),
  ),
];

/** @throws JanusError unless these are the entries of some of the groups, each of them whole. */
export function expectState(groups: readonly ParameterGroup[], found: readonly StateEntry[]): void {
  const describe = ({ name, shape }: StateEntry): string => `${name} [${shape.join()}]`;
  const names = new Set(found.map(({ name }) => name));
  const expected = groups
    .filter(({ name }) => names.has(`${name}/step`))
    .flatMap(stateEntries)
    .map(describe);
  const unexpected = found.map(describe).find((entry) => !expected.includes(entry));
  const missing = expected.find((entry) => !found.map(describe).includes(entry));
  if (unexpected === undefined && missing === undefined) return;
  throw new JanusError(
    `The optimizer's state is not of this model and this way of updating: ${unexpected === undefined ? `${missing} is missing` : `${unexpected} does not belong to it`}.`,
    'Resume with the preset and the settings that the training began with.',
  );
}

/** The first moments and the second ones. */
const halves = <Item>(moments: readonly Item[]): [Item[], Item[]] => {
  const middle = moments.length / 2;
  return [moments.slice(0, middle), moments.slice(middle)];
};
