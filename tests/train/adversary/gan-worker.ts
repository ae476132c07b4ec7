import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { joinGroup } from '../../../src/engine/parallel/group-member.ts';
import { nodeParent } from '../../../src/engine/parallel/ports.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { disposeNetworks } from '../../../src/pipeline/networks/build-networks.ts';
import {
  checkpointFromFiles,
  checkpointToFiles,
  type CheckpointFiles,
} from '../../../src/pipeline/run/checkpoint-files.ts';
import type { TrainConfig } from '../../../src/train/config/config.ts';
import { fit } from '../../../src/train/fit.ts';
import { beginning, tinyTraining } from '../tiny.ts';
import { ganNetworks } from './tiny-gan.ts';

export interface GanJob {
  readonly config: TrainConfig;
  /** Where trainings start, one after the other. */
  readonly starts: readonly ('new' | CheckpointFiles)[];
}

export interface GanResult {
  /** Of each training, what rank 0 saved. */
  readonly saved: readonly (readonly CheckpointFiles[])[];
  /** Tensors that the trainings left behind, models aside. */
  readonly left: number;
}

joinGroup(nodeParent(parentPort!), async (member, received): Promise<GanResult> => {
  await chooseBackend(nodeBackends(), 'wasm');
  const { config, starts } = received as GanJob;
  const saved: CheckpointFiles[][] = [];
  let left = 0;
  for (const start of starts) {
    const files: CheckpointFiles[] = [];
    const training = tinyTraining({
      config,
      validation: [],
      from: start === 'new' ? beginning(ganNetworks()) : await checkpointFromFiles(start, 'a checkpoint'),
      save: async (checkpoint) => {
        files.push(await checkpointToFiles(checkpoint));
      },
    });
    const { networks, optimizer } = training.from;
    const before = tf.memory().numTensors - optimizer.length; // which the training disposes of
    await fit(member, training);
    left += tf.memory().numTensors - before;
    disposeNetworks(networks);
    saved.push(files);
  }
  return { saved, left };
});
