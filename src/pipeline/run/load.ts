import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import { asArgument, InputError } from '../../errors.ts';
import { resolveConfig } from '../../train/config/config.ts';
import { presets } from '../../train/models/index.ts';
import { alignerOf } from '../../train/latents/align-latents.ts';
import type { LatentStatistics } from '../../train/latents/latent-statistics.ts';
import type { LatentChoice } from '../../train/config/names.ts';
import type { TrainedModel } from '../../train/predict.ts';
import { disposeNetworks } from '../networks/build-networks.ts';
import { findCheckpoint, readCheckpointModel } from './checkpoint.ts';
import { networksFromFiles } from './checkpoint-files.ts';
import { connectChecked } from './checkpoint-compatibility.ts';
import { readConfig, readMeanFace, type RunConfig } from './config.ts';
import type { Store } from './store.ts';

/** A trained autoencoder, ready to swap, on the backend in use. */
export interface TrainedRun extends TrainedModel {
  readonly config: RunConfig;
  /** Where the run is kept. */
  readonly store: Store;
  /** Steps that it was trained. */
  readonly steps: number;
  /** Of each person: 64 × 64 pixels. */
  readonly meanFaces: readonly ProvenPixels[];
  /** Statistics of each person's latents over their training faces; empty if latents cannot be aligned. */
  readonly latents: readonly LatentStatistics[];
  /** Disposes of the networks. */
  dispose(): void;
}

/**
 * Reads the autoencoder of a run's last whole checkpoint, on the backend in use.
 * @param onWarning given checkpoints that could not be read.
 * @throws InputError saying what is wrong with which file.
 */
export async function loadRun(store: Store, onWarning?: (what: string) => void): Promise<TrainedRun> {
  const config = await readConfig(store);
  const { settings, people } = config;
  const checkpoint = await findCheckpoint(store, settings.preset);
  if (checkpoint === undefined) {
    throw new InputError(
      `${store.locate('checkpoints')} has no checkpoint yet.`,
      `Train the run further: janus train --resume ${asArgument(store.locate(''))}`,
    );
  }
  const { folder, progress, damaged } = checkpoint;
  for (const what of damaged) onWarning?.(`${what} The one of step ${progress.step} is taken.`);
  const meanFaces = await Promise.all(people.map((_, person) => readMeanFace(store, config, person)));
  const { networks: files, latents } = await readCheckpointModel(store, folder);
  const networks = await networksFromFiles(files, store.locate(folder));
  const dispose = () => {
    disposeNetworks(networks);
  };
  try {
    const model = connectChecked(store.locate(folder), settings.preset, networks, people.length);
    const { flip } = resolveConfig(presets[settings.preset], settings).augment;
    const run = { config, store, model, flip, steps: progress.step, meanFaces, latents, dispose };
    return withAlignment(run, 'auto');
  } catch (error) {
    dispose();
    throw error;
  }
}

/**
 * A run whose swaps align latents in another way. The networks are the same, and disposed of once.
 * @throws InputError if the run's latents cannot be aligned.
 */
export function withAlignment(run: TrainedRun, choice: LatentChoice): TrainedRun {
  const { preset, start } = run.config.settings;
  const alignment = choice === 'auto' ? presets[preset].starts[start]!.latents : choice;
  if (choice !== 'auto' && choice !== 'none' && run.latents.length === 0) {
    throw new InputError(
      `The latents of ${preset} cannot be aligned: they are not a single row of numbers, or too many.`,
      'Leave latents out.',
    );
  }
  return { ...run, aligner: alignerOf(alignment, run.latents) };
}
