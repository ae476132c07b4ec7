/** A thread that trains: one of a team, or the only one. */
import { parentPort } from 'node:worker_threads';
import { chooseBackend } from '../../engine/backend/choose-backend.ts';
import type { BackendName } from '../../engine/backend/backend-name.ts';
import { joinTeam } from '../../engine/parallel/member.ts';
import { nodeParent } from '../../engine/parallel/ports.ts';
import { averageFace, type FaceSet } from '../../train/face-set.ts';
import type { HeldOut } from '../../train/held-out.ts';
import { presets } from '../../train/models/index.ts';
import type { PresetName } from '../../train/names.ts';
import type { Recipe } from '../../train/recipe.ts';
import { train, type Snapshot } from '../../train/trainer.ts';
import { buildParts } from '../../pipeline/build-parts.ts';
import { loadCheckpoint, saveCheckpoint } from '../disk/checkpoint.ts';
import { expectFit } from '../../pipeline/checkpoint-fit.ts';
import { nodeBackends } from '../backends/node-backends.ts';

/** What the workers are given. */
export interface TrainJob {
  readonly backend: BackendName;
  /** The run's folder. */
  readonly run: string;
  readonly preset: PresetName;
  readonly recipe: Recipe;
  readonly people: readonly FaceSet[];
  readonly heldOut: readonly HeldOut[];
  /** The folder of the checkpoint to go on from; none for a beginning. */
  readonly checkpoint: string | undefined;
}

joinTeam(nodeParent(parentPort!), async (member, job) => {
  const { backend, run, preset: name, recipe, people, heldOut, checkpoint } = job as TrainJob;
  await chooseBackend(nodeBackends(), backend);
  const preset = presets[name];
  return train(member, {
    preset,
    recipe,
    people,
    heldOut,
    from:
      checkpoint === undefined
        ? await beginning(name, people, recipe.seed)
        : await fromCheckpoint(checkpoint, name, people.length),
    save: (snapshot) => saveCheckpoint(run, name, snapshot),
    tell: (news) => {
      member.send(news);
    },
  });
});

async function fromCheckpoint(folder: string, preset: PresetName, people: number): Promise<Snapshot> {
  const snapshot = await loadCheckpoint(folder);
  expectFit(folder, preset, snapshot, people);
  return snapshot;
}

async function beginning(preset: PresetName, people: readonly FaceSet[], seed: number): Promise<Snapshot> {
  const parts = await buildParts(preset, people.map(averageFace), seed);
  return { reached: { step: 0, seconds: 0, progress: 0 }, parts, optimizer: [] };
}
