import type { BackendCandidate } from '../../engine/backend/candidate.ts';
import { chooseBackend } from '../../engine/backend/choose-backend.ts';
import type { BackendName } from '../../engine/backend/backend-name.ts';
import { joinGroup } from '../../engine/parallel/group-member.ts';
import type { Port } from '../../engine/parallel/messages.ts';
import type { NetworkFiles } from '../../nets/network-files.ts';
import type { TrainConfig } from '../../train/config/config.ts';
import type { FaceDataset } from '../../train/dataset/face-dataset.ts';
import { fit, type Checkpoint, type TrainEvent } from '../../train/fit.ts';
import { presets } from '../../train/models/index.ts';
import type { PresetName } from '../../train/config/names.ts';
import { openFaces, openValidation, type SealedFaces, type SealedValidation } from './sealed-faces.ts';
import { buildNetworks, disposeNetworks } from '../networks/build-networks.ts';
import { expectCompatible } from '../run/checkpoint-compatibility.ts';
import {
  checkpointFromFiles,
  checkpointToFiles,
  networksFromFiles,
  type CheckpointFiles,
} from '../run/checkpoint-files.ts';

/** What the workers of a training are given. */
export interface TrainJob {
  readonly backend: BackendName;
  readonly preset: PresetName;
  readonly config: TrainConfig;
  readonly datasets: readonly SealedFaces[];
  readonly validation: readonly SealedValidation[];
  /** By which faces are sealed. */
  readonly key: Uint8Array;
  readonly start: TrainStart;
}

/** What a training starts from. */
export type TrainStart =
  /** New networks; those that the preset wants of what comes with Janus. */
  | { readonly kind: 'new'; readonly pretrained: Readonly<Record<string, NetworkFiles>> }
  /** Where it was stopped. @param name of the checkpoint in messages. */
  | { readonly kind: 'checkpoint'; readonly files: CheckpointFiles; readonly name: string };

/** What the first worker of a training sends. */
export type TrainMessage =
  | { readonly kind: 'event'; readonly event: TrainEvent }
  | { readonly kind: 'checkpoint'; readonly files: CheckpointFiles };

/**
 * A worker's part in a training: one of a group, or the only one.
 * @param backends what it may compute with.
 */
export function trainInWorker(port: Port, backends: () => readonly BackendCandidate[]): void {
  joinGroup(port, async (member, received) => {
    const { backend, preset: name, config, start, key, ...sealed } = received as TrainJob;
    const datasets = sealed.datasets.map((faces) => openFaces(faces, key));
    const validation = sealed.validation.map((set) => openValidation(set, key));
    await chooseBackend(backends(), backend);
    const from = await begin(start, name, datasets, config);
    try {
      return await fit(member, {
        preset: presets[name],
        config,
        datasets,
        validation,
        from,
        save: async (checkpoint) => {
          const files = await checkpointToFiles(checkpoint);
          await member.deliver({ kind: 'checkpoint', files } satisfies TrainMessage, buffersOf(files));
        },
        onEvent: (event) => {
          member.send({ kind: 'event', event } satisfies TrainMessage);
        },
      });
    } finally {
      disposeNetworks(from.networks);
    }
  });
}

async function begin(
  start: TrainStart,
  preset: PresetName,
  datasets: readonly FaceDataset[],
  config: TrainConfig,
): Promise<Checkpoint> {
  if (start.kind === 'checkpoint') {
    const checkpoint = await checkpointFromFiles(start.files, start.name);
    expectCompatible(start.name, preset, checkpoint, datasets.length, config.update);
    return checkpoint;
  }
  const pretrained = await networksFromFiles(start.pretrained, 'data-synthetic/pretrained');
  const networks = buildNetworks(preset, datasets, config, pretrained);
  return { progress: { step: 0, seconds: 0, fraction: 0 }, stage: 0, networks, optimizer: [], latents: [] };
}

/**
 * The memory of a checkpoint's bytes: moved to the coordinator, since the largest preset's take a gigabyte.
 */
const buffersOf = ({ networks, optimizer }: CheckpointFiles): ArrayBuffer[] => [
  optimizer.values.buffer,
  ...Object.values(networks).flatMap(({ topology, weights }) => [topology.buffer, weights.buffer]),
];
