import * as tf from '@tensorflow/tfjs';
import { GroupMember } from '../engine/parallel/group-member.ts';
import { InputError } from '../errors.ts';
import { expectAutoencoder, trainable, type Autoencoder } from './autoencoder.ts';
import type { StepConfig } from './config/config.ts';
import { shrinkFaces } from './dataset/shrink-faces.ts';
import { expectFaces, type FaceDataset } from './dataset/face-dataset.ts';
import { lossOf } from './loss/losses.ts';
import { parameterGroups, shardingOrder } from './optimizer/parameter-groups.ts';
import { MAX_BATCH, sampleBatch, splitStep } from './dataset/sample-batch.ts';
import { ShardedAdam, type NamedTensor } from './optimizer/sharded-adam.ts';
import { alternatingStep, jointStep, type PersonLoss } from './training-step.ts';

export interface TrainerOptions {
  /** The autoencoder to train. Its networks stay the caller's. */
  readonly model: Autoencoder;
  readonly config: StepConfig;
  /** The training faces of each person. */
  readonly datasets: readonly FaceDataset[];
  /** This worker of a group whose workers all do the same; by default the only worker. */
  readonly member?: GroupMember;
  /**
   * Where a training goes on: after so many steps, with the state of the optimizer then (see {@link
   * Trainer.optimizerState}).
   */
  readonly from?: { readonly step: number; readonly optimizer: readonly NamedTensor[] };
}

export interface StepOptions {
  /** The numbers of the people to train in this step; by default all. */
  readonly people?: readonly number[];
  /** By default the config's. */
  readonly learningRate?: number;
}

export interface StepResult {
  /** Steps taken so far, this one included. */
  readonly step: number;
  /** The people that were trained, by number. */
  readonly people: readonly number[];
  /**
   * Reads the losses back from the device, in the order of `people`: those before the update. To be called
   * before the next step; in a group, by every worker.
   * @throws InputError after the next step.
   */
  readonly losses: () => Promise<number[]>;
}

/**
 * Trains an autoencoder one step at a time. `fit` is a loop over it; a page or a notebook can take single
 * steps.
 *
 * Every step is a function of the weights, the optimizer's state, the seed and the step's number alone. In a
 * group of workers, each trains on its slice of the images, and every worker must take the same steps.
 */
export class Trainer {
  readonly model: Autoencoder;
  readonly #config: StepConfig;
  readonly #datasets: readonly FaceDataset[];
  readonly #member: GroupMember;
  readonly #variables: readonly tf.Variable[];
  readonly #adam: ShardedAdam;
  #step: number;
  /** This worker's terms of the last step's losses. */
  #last: readonly PersonLoss[] = [];
  /**
   * For each person, this worker's terms of the losses since the last report, summed on the device, and how
   * many steps they are.
   */
  readonly #running: { sum: tf.Scalar; steps: number }[];

  /**
   * @throws InputError if no preset has made the model, if somebody has no faces, or faces that are not
   * proven, or the batch is not 1 to {@link MAX_BATCH}; RangeError if the faces' side is no multiple of the model's;
   * JanusError if the optimizer's state is of another model.
   */
  static async create(options: TrainerOptions): Promise<Trainer> {
    const { model, config, datasets, member = GroupMember.alone(), from } = options;
    expectAutoencoder(model);
    expectFaces(datasets);
    if (!Number.isInteger(config.batch) || config.batch < 1 || config.batch > MAX_BATCH) {
      throw new InputError(
        `The batch is ${config.batch} images of each person: expected a whole number from 1 to ${MAX_BATCH}.`,
        'Set batch to 8, for example.',
      );
    }
    const shrunk = datasets.map((set) => shrinkFaces(set, model.side));
    const weights = await member.shareWeights(shardingOrder(model, datasets.length));
    const groups = parameterGroups(model, datasets.length, config.update);
    const adam = new ShardedAdam(weights, groups, config.beta1);
    try {
      if (from !== undefined) await adam.restore(from.optimizer);
    } catch (error) {
      adam.dispose();
      throw error;
    }
    return new Trainer({ model, config, datasets: shrunk, member }, adam, from?.step ?? 0);
  }

  private constructor(
    { model, config, datasets, member }: Required<Omit<TrainerOptions, 'from'>>,
    adam: ShardedAdam,
    step: number,
  ) {
    this.model = model;
    this.#config = config;
    this.#datasets = datasets;
    this.#member = member;
    this.#variables = trainable(model);
    this.#adam = adam;
    this.#step = step;
    this.#running = datasets.map(() => ({ sum: tf.scalar(0), steps: 0 }));
  }

  /** Steps taken so far. */
  get stepCount(): number {
    return this.#step;
  }

  /**
   * Takes one training step: samples a batch of each person, computes losses and gradients, and lets Adam
   * update the weights. The losses stay on the device until they are read.
   *
   * @throws InputError if `people` is empty or names somebody twice or who is not there, or if the learning
   * rate is not 0 or more; GroupEnded.
   */
  step({
    people = [...this.#datasets.keys()],
    learningRate = this.#config.learningRate,
  }: StepOptions = {}): StepResult {
    const { update } = this.#config;
    expectPeople(people, this.#datasets.length);
    expectLearningRate(learningRate);
    const { rank, worldSize } = this.#member;
    const slices = splitStep(update, people, this.#config.batch, rank, worldSize);
    const batches = slices.map((slice) =>
      sampleBatch(this.#datasets[slice.person], this.#config, this.#step, slice),
    );
    const context = {
      model: this.model,
      variables: this.#variables,
      loss: lossOf(this.#config),
      optimize: (updated: readonly number[], gradients: tf.NamedTensorMap) => {
        this.#adam.step(updated, learningRate, gradients);
      },
    };
    try {
      const takeStep = update === 'joint' ? jointStep : alternatingStep;
      this.#record(people, takeStep(context, people, batches));
    } finally {
      tf.dispose(batches.map(({ inputs, targets, weights }) => [inputs, targets, weights]));
    }
    const step = ++this.#step;
    return {
      step,
      people,
      losses: async () => {
        if (step !== this.#step) {
          throw new InputError(
            `The losses of step ${step} are gone: step ${this.#step} has been taken.`,
            'Read the losses before the next step.',
          );
        }
        const values = await this.#sumOverWorkers(this.#last);
        return people.map((person) => values[person]);
      },
    };
  }

  /**
   * The mean losses since this was last called, by person, of all who were trained since. In a group, every
   * worker must call this, after the same step.
   */
  async meanLosses(): Promise<Map<number, number>> {
    const reported = this.#running.map((running, person) => {
      const { sum, steps } = running;
      // Steps that are taken while the sums are read count for the next report.
      running.sum = tf.scalar(0);
      running.steps = 0;
      return { person, loss: sum, steps };
    });
    const sums = await this.#sumOverWorkers(reported);
    tf.dispose(reported.map(({ loss }) => loss));
    return new Map(
      reported.flatMap(({ person, steps }) => (steps > 0 ? [[person, sums[person] / steps]] : [])),
    );
  }

  /**
   * The optimizer's state, for a checkpoint. In a group, every worker must call this, after the same step.
   * @returns to rank 0, tensors that are the caller's; to the others nothing.
   */
  optimizerState(): Promise<NamedTensor[]> {
    return this.#adam.state();
  }

  /** Disposes of the optimizer and the losses; the model stays the caller's. */
  dispose(): void {
    this.#adam.dispose();
    tf.dispose([this.#last.map(({ loss }) => loss), this.#running.map(({ sum }) => sum)]);
  }

  #record(people: readonly number[], terms: readonly PersonLoss[]): void {
    tf.dispose(this.#last.map(({ loss }) => loss));
    this.#last = terms;
    for (const { person, loss } of terms) {
      const running = this.#running[person];
      const sum = tf.add<tf.Scalar>(running.sum, loss);
      running.sum.dispose();
      running.sum = sum;
    }
    for (const person of people) this.#running[person].steps++;
  }

  /** Reads terms back and adds up all workers', in the order of ranks: by person. */
  async #sumOverWorkers(terms: readonly PersonLoss[]): Promise<number[]> {
    const own = this.#datasets.map(() => 0);
    // All are asked for at once: the next step disposes of them.
    const values = await Promise.all(terms.map(({ loss }) => loss.data()));
    terms.forEach(({ person }, i) => (own[person] += values[i][0]));
    const all = this.#member.allGatherScalars({ losses: own });
    return own.map((_, person) => all.reduce((sum, { losses }) => sum + losses[person], 0));
  }
}

function expectLearningRate(rate: number): void {
  if (rate >= 0 && rate < Infinity) return;
  throw new InputError(
    `The learning rate of a step is ${rate}: expected a finite number of 0 or more.`,
    'Leave it out to train with the learning rate of the config.',
  );
}

function expectPeople(people: readonly number[], count: number): void {
  const known = people.every((person) => Number.isInteger(person) && person >= 0 && person < count);
  if (people.length > 0 && known && new Set(people).size === people.length) return;
  throw new InputError(
    `A step cannot train the people [${people.join(', ')}]: expected different numbers from 0 to ${count - 1}, at least one.`,
    'Leave people out to train everybody.',
  );
}
