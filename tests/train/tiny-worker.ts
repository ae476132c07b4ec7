import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { joinGroup, type GroupMember } from '../../src/engine/parallel/group-member.ts';
import { nodeParent } from '../../src/engine/parallel/ports.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import type { TrainProgress } from '../../src/train/clock.ts';
import { fit, type Checkpoint } from '../../src/train/fit.ts';
import type { Update } from '../../src/train/config/names.ts';
import type { NamedTensor } from '../../src/train/optimizer/sharded-adam.ts';
import type { MeanLoss } from '../../src/train/running-losses.ts';
import { Trainer } from '../../src/train/trainer.ts';
import {
  beginning,
  tinyNetworks,
  tinyConfig,
  tinyPeople,
  tinyPreset,
  tinyTraining,
  weightsOf,
} from './tiny.ts';

/** A checkpoint in numbers, to be sent between threads. */
export interface PlainCheckpoint {
  readonly progress: TrainProgress;
  readonly stage: number;
  readonly weights: readonly (readonly number[])[];
  readonly optimizer: readonly {
    readonly name: string;
    readonly shape: number[];
    readonly dtype: 'float32' | 'int32';
    readonly values: readonly number[];
  }[];
}

export interface TinyJob {
  readonly update: Update;
  /** Where to start; from scratch if it is left out. */
  readonly from?: PlainCheckpoint;
  /**
   * The people of each step, taken one by one with a batch of this many images; without it, a whole training
   * by `fit`.
   */
  readonly steps?: { readonly batch: number; readonly people: readonly (readonly number[])[] };
}

export interface TinyResult {
  /** After every step of `fit` on rank 0; of single steps, after the last. */
  readonly saved: readonly PlainCheckpoint[];
  /** Of single steps: each one's losses, and the means over all of them. */
  readonly losses: readonly (readonly number[])[];
  readonly means: readonly MeanLoss[];
  /** Tensors that the training left behind, models and checkpoints aside. */
  readonly left: number;
}

const plain = ({ progress, stage, networks, optimizer }: Checkpoint): PlainCheckpoint => ({
  progress,
  stage,
  weights: weightsOf(networks),
  optimizer: optimizer.map(({ name, tensor }: NamedTensor) => ({
    name,
    shape: tensor.shape,
    dtype: tensor.dtype as 'float32' | 'int32',
    values: [...tensor.dataSync()],
  })),
});

function begin(from: PlainCheckpoint | undefined): Checkpoint {
  const networks = tinyNetworks();
  if (from === undefined) return beginning(networks);
  const weights = from.weights.values();
  for (const model of Object.values(networks)) {
    tf.tidy(() => {
      model.setWeights(model.getWeights().map(({ shape }) => tf.tensor([...weights.next().value!], shape)));
    });
  }
  const optimizer = from.optimizer.map(({ name, shape, dtype, values }) => ({
    name,
    tensor: tf.tensor([...values], shape, dtype),
  }));
  const { progress, stage } = from;
  return { progress, stage, networks, optimizer, latents: [] };
}

async function fitTiny(member: GroupMember, from: Checkpoint, update: Update): Promise<TinyResult> {
  const saved: PlainCheckpoint[] = [];
  const training = tinyTraining({
    config: { ...tinyConfig, update, saveEvery: 0 },
    validation: [],
    from,
    save: (checkpoint) => {
      saved.push(plain(checkpoint));
      return Promise.resolve();
    },
  });
  const before = tf.memory().numTensors - from.optimizer.length; // which the training disposes of
  await fit(member, training);
  return { saved, losses: [], means: [], left: tf.memory().numTensors - before };
}

async function stepTiny(
  member: GroupMember,
  from: Checkpoint,
  update: Update,
  { batch, people }: NonNullable<TinyJob['steps']>,
): Promise<TinyResult> {
  const before = tf.memory().numTensors;
  const trainer = await Trainer.create({
    model: tinyPreset.connect(from.networks),
    config: { ...tinyConfig, update, batch },
    datasets: tinyPeople(),
    member,
    from: { step: from.progress.step, optimizer: from.optimizer },
  });
  const losses: number[][] = [];
  for (const some of people) losses.push(await trainer.step({ people: some }).losses());
  const means = await trainer.meanLosses();
  const optimizer = await trainer.optimizerState();
  const progress = { step: trainer.stepCount, seconds: 0, fraction: 0 };
  const saved = [plain({ progress, stage: 0, networks: from.networks, optimizer, latents: [] })];
  tf.dispose(optimizer.map(({ tensor }) => tensor));
  trainer.dispose();
  return { saved, losses, means, left: tf.memory().numTensors - before };
}

joinGroup(nodeParent(parentPort!), async (member, job): Promise<TinyResult> => {
  await chooseBackend(nodeBackends(), 'wasm');
  const { update, from, steps } = job as TinyJob;
  const checkpoint = begin(from);
  return steps === undefined
    ? fitTiny(member, checkpoint, update)
    : stepTiny(member, checkpoint, update, steps);
});
