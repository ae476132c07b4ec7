/** A thread that trains: one of a team, or the only one. */
import { parentPort } from 'node:worker_threads';
import { chooseBackend } from '../../engine/backend/choose-backend.ts';
import type { BackendName } from '../../engine/backend/backend-name.ts';
import { joinGroup } from '../../engine/parallel/group-member.ts';
import { nodeParent } from '../../engine/parallel/ports.ts';
import { meanFace, type FaceDataset } from '../../train/face-dataset.ts';
import type { ValidationSet } from '../../train/validate.ts';
import { presets } from '../../train/models/index.ts';
import type { PresetName } from '../../train/names.ts';
import type { TrainConfig } from '../../train/config.ts';
import { fit, type Checkpoint } from '../../train/fit.ts';
import { buildNetworks } from '../../pipeline/build-parts.ts';
import { loadCheckpoint, saveCheckpoint } from '../disk/checkpoint.ts';
import { expectFit } from '../../pipeline/checkpoint-fit.ts';
import { nodeBackends } from '../backends/node-backends.ts';

/** What the workers are given. */
export interface TrainJob {
  readonly backend: BackendName;
  /** The run's folder. */
  readonly run: string;
  readonly preset: PresetName;
  readonly config: TrainConfig;
  readonly datasets: readonly FaceDataset[];
  readonly validation: readonly ValidationSet[];
  /** The folder of the checkpoint to go on from; none for a beginning. */
  readonly checkpoint: string | undefined;
}

joinGroup(nodeParent(parentPort!), async (member, job) => {
  const { backend, run, preset: name, config, datasets, validation, checkpoint } = job as TrainJob;
  await chooseBackend(nodeBackends(), backend);
  const preset = presets[name];
  return fit(member, {
    preset,
    config,
    datasets,
    validation,
    from:
      checkpoint === undefined
        ? await beginning(name, datasets, config.seed)
        : await fromCheckpoint(checkpoint, name, datasets.length, config),
    save: (saved) => saveCheckpoint(run, name, saved),
    onEvent: (event) => {
      member.send(event);
    },
  });
});

async function fromCheckpoint(
  folder: string,
  preset: PresetName,
  people: number,
  { update }: TrainConfig,
): Promise<Checkpoint> {
  const checkpoint = await loadCheckpoint(folder);
  expectFit(folder, preset, checkpoint, people, update);
  return checkpoint;
}

async function beginning(
  preset: PresetName,
  people: readonly FaceDataset[],
  seed: number,
): Promise<Checkpoint> {
  const networks = await buildNetworks(preset, people.map(meanFace), seed);
  return { progress: { step: 0, seconds: 0, fraction: 0 }, networks, optimizer: [] };
}
