import * as tf from '@tensorflow/tfjs';
import { GroupMember } from '../engine/parallel/group-member.ts';
import { InputError } from '../errors.ts';
import { Adversary, expectDiscriminators } from './adversary/adversary.ts';
import { expectAutoencoder, trainable, type Autoencoder } from './autoencoder.ts';
import type { StepConfig } from './config/config.ts';
import { exchangeDecoders } from './exchange-decoders.ts';
import { shrinkFaces } from './dataset/shrink-faces.ts';
import { expectFaces, type FaceDataset } from './dataset/face-dataset.ts';
import type { AlphaRule } from './loss/alpha-loss.ts';
import { objectiveOf } from './objective.ts';
import { parameterGroups, shardingOrder } from './optimizer/parameter-groups.ts';
import { MAX_BATCH, sampleBatch, splitStep } from './dataset/sample-batch.ts';
import { ShardedAdam, type NamedTensor } from './optimizer/sharded-adam.ts';
import { stagesOf, type Stage } from './stages.ts';
import { RunningLosses, type MeanLoss } from './running-losses.ts';
import { alternatingStep, jointStep } from './training-step.ts';

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
  /** What is asked of α, of decoders that paint it; by default that it be at least 0.4. */
  readonly alphaRule?: AlphaRule;
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
  /** The discriminators, if the config asks for them. */
  readonly adversary: Adversary | undefined;
  readonly #config: StepConfig;
  readonly #datasets: readonly FaceDataset[];
  readonly #member: GroupMember;
  readonly #variables: readonly tf.Variable[];
  readonly #adam: ShardedAdam;
  readonly #losses: RunningLosses;
  #step: number;

  /**
   * @throws InputError if no preset has made the model, if somebody has no faces, or faces that are not
   * proven, or the batch is not 1 to {@link MAX_BATCH}, or the config's adversary lacks discriminators;
   * RangeError if the faces' side is no multiple of the model's; JanusError if the optimizer's state is of
   * another model.
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
    if (config.adversary !== 'none') expectDiscriminators(model.networks, datasets.length);
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
    this.adversary =
      config.adversary === 'none' ? undefined : new Adversary(config.adversary, model.networks);
    this.#config = config;
    this.#datasets = datasets;
    this.#member = member;
    this.#variables = trainable(model);
    this.#adam = adam;
    this.#step = step;
    this.#losses = new RunningLosses(member, datasets.length);
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
    alphaRule = stagesOf.one[0].alpha,
  }: StepOptions = {}): StepResult {
    const { update } = this.#config;
    expectPeople(people, this.#datasets.length);
    expectLearningRate(learningRate);
    const { rank, worldSize } = this.#member;
    const slices = splitStep(update, people, this.#config.batch, rank, worldSize);
    const batches = slices.map((slice) => sampleBatch(this.#datasets, this.#config, this.#step, slice));
    const { adversary } = this;
    const context = {
      model: this.model,
      variables: this.#variables,
      objective: objectiveOf({ config: this.#config, adversary, alphaRule }),
      adversary,
      optimize: (updated: readonly number[], gradients: tf.NamedTensorMap) => {
        this.#adam.step(updated, learningRate, gradients);
      },
    };
    try {
      const takeStep = update === 'joint' ? jointStep : alternatingStep;
      this.#losses.add(people, takeStep(context, people, batches));
    } finally {
      tf.dispose(batches.map(({ inputs, targets, weights, seen }) => [inputs, targets, weights, seen]));
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
        return await this.#losses.last(people);
      },
    };
  }

  /**
   * The mean losses since this was last called, of all who were trained since. In a group, every worker must
   * call this, after the same step.
   */
  meanLosses(): Promise<MeanLoss[]> {
    return this.#losses.means();
  }

  /**
   * Begins a stage of a training: people exchange their decoders if the stage says so, and Adam begins anew.
   * In a group, every worker must call this, after the same step.
   */
  beginStage({ exchange }: Pick<Stage, 'exchange'>): void {
    if (exchange) exchangeDecoders(this.model.networks);
    this.#adam.restart();
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
    this.#losses.dispose();
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
