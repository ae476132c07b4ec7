import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { joinTeam } from '../../src/engine/parallel/member.ts';
import { nodeParent } from '../../src/engine/parallel/ports.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import type { Reached } from '../../src/train/clock.ts';
import { train, type Snapshot } from '../../src/train/trainer.ts';
import { beginning, tinyParts, tinyRecipe, tinyTraining, weightsOf } from './tiny.ts';

/** A snapshot in numbers, to be sent between threads. */
export interface PlainSnapshot {
  readonly reached: Reached;
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
  readonly from?: PlainSnapshot;
}

export interface TinyResult {
  /** After every step that this member saved. */
  readonly saved: readonly PlainSnapshot[];
  /** Tensors that the training left behind, models and snapshots aside. */
  readonly left: number;
}

const plain = ({ reached, parts, optimizer }: Snapshot): PlainSnapshot => ({
  reached,
  weights: weightsOf(parts),
  optimizer: optimizer.map(({ name, tensor }) => ({
    name,
    shape: tensor.shape,
    dtype: tensor.dtype as 'float32' | 'int32',
    values: [...tensor.dataSync()],
  })),
});

function begin(from: PlainSnapshot | undefined): Snapshot {
  const parts = tinyParts();
  if (from === undefined) return beginning(parts);
  const weights = from.weights.values();
  for (const model of Object.values(parts)) {
    tf.tidy(() => {
      model.setWeights(model.getWeights().map(({ shape }) => tf.tensor([...weights.next().value!], shape)));
    });
  }
  const optimizer = from.optimizer.map(({ name, shape, dtype, values }) => ({
    name,
    tensor: tf.tensor([...values], shape, dtype),
  }));
  return { reached: from.reached, parts, optimizer };
}

joinTeam(nodeParent(parentPort!), async (member, job): Promise<TinyResult> => {
  await chooseBackend(nodeBackends(), 'wasm');
  const from = begin((job as TinyJob).from);
  const saved: PlainSnapshot[] = [];
  const training = tinyTraining({
    recipe: { ...tinyRecipe, saveEvery: 0 },
    heldOut: [],
    from,
    save: (snapshot) => {
      saved.push(plain(snapshot));
      return Promise.resolve();
    },
  });
  const before = tf.memory().numTensors - from.optimizer.length; // which the training disposes of
  await train(member, training);
  return { saved, left: tf.memory().numTensors - before };
});
