import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import { asArgument, InputError } from '../../errors.ts';
import { resolveConfig } from '../../train/config.ts';
import { presets } from '../../train/models/index.ts';
import type { TrainedModel } from '../../train/predict.ts';
import { disposeNetworks } from '../networks/build-networks.ts';
import { findCheckpoint, readCheckpointNetworks } from './checkpoint.ts';
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
  const networks = await networksFromFiles(await readCheckpointNetworks(store, folder), store.locate(folder));
  const dispose = () => {
    disposeNetworks(networks);
  };
  try {
    const model = connectChecked(store.locate(folder), settings.preset, networks, people.length);
    const { flip } = resolveConfig(presets[settings.preset], settings).augment;
    return { config, store, model, flip, steps: progress.step, meanFaces, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
