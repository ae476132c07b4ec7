import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { joinGroup } from '../../src/engine/parallel/group-member.ts';
import { nodeParent } from '../../src/engine/parallel/ports.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import type { TrainProgress } from '../../src/train/clock.ts';
import { fit, type Checkpoint } from '../../src/train/fit.ts';
import { beginning, tinyNetworks, tinyConfig, tinyTraining, weightsOf } from './tiny.ts';

/** A snapshot in numbers, to be sent between threads. */
export interface PlainCheckpoint {
  readonly progress: TrainProgress;
  readonly weights: readonly (readonly number[])[];
  readonly optimizer: readonly {
    readonly name: string;
    readonly shape: number[];
    readonly dtype: 'float32' | 'int32';
    readonly values: readonly number[];
  }[];
}

/** Where to begin: with nothing, or from a snapshot. */
export interface TinyJob {
  readonly from?: PlainCheckpoint;
}

export interface TinyResult {
  /** After every step that this member saved. */
  readonly saved: readonly PlainCheckpoint[];
  /** Tensors that the training left behind, models and snapshots aside. */
  readonly left: number;
}

const plain = ({ progress, networks, optimizer }: Checkpoint): PlainCheckpoint => ({
  progress,
  weights: weightsOf(networks),
  optimizer: optimizer.map(({ name, tensor }) => ({
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
  return { progress: from.progress, networks, optimizer };
}

joinGroup(nodeParent(parentPort!), async (member, job): Promise<TinyResult> => {
  await chooseBackend(nodeBackends(), 'wasm');
  const from = begin((job as TinyJob).from);
  const saved: PlainCheckpoint[] = [];
  const training = tinyTraining({
    config: { ...tinyConfig, saveEvery: 0 },
    validation: [],
    from,
    save: (checkpoint) => {
      saved.push(plain(checkpoint));
      return Promise.resolve();
    },
  });
  const before = tf.memory().numTensors - from.optimizer.length; // which the training disposes of
  await fit(member, training);
  return { saved, left: tf.memory().numTensors - before };
});
