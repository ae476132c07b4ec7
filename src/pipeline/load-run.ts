import { asArgument, InputError } from '../errors.ts';
import { presets } from '../train/models/index.ts';
import type { TrainedModel } from '../train/predict.ts';
import { resolveConfig } from '../train/config.ts';
import { findCheckpoint, loadModels } from '../node/disk/checkpoint.ts';
import { connectChecked } from './checkpoint-fit.ts';
import { openRun, type RunConfig } from '../node/disk/run-folder.ts';

/** A trained autoencoder, ready to swap. */
export interface TrainedRun extends TrainedModel {
  readonly config: RunConfig;
  /** Steps that it was trained. */
  readonly steps: number;
}

/**
 * Reads the autoencoder of a run's last whole checkpoint, on the backend in use.
 * @param onWarning told of checkpoints that could not be read.
 * @throws InputError saying what is wrong with which file.
 */
export async function loadRun(run: string, onWarning?: (what: string) => void): Promise<TrainedRun> {
  const config = await openRun(run);
  const { settings } = config;
  const preset = presets[settings.preset];
  const checkpoint = await findCheckpoint(run, settings.preset);
  if (checkpoint === undefined) {
    throw new InputError(
      `${run} has no checkpoint yet.`,
      `Train it further: janus train --resume ${asArgument(run)}`,
    );
  }
  const { folder, progress, damaged } = checkpoint;
  for (const what of damaged) onWarning?.(`${what} The one of step ${progress.step} is taken.`);
  const networks = await loadModels(folder);
  const model = connectChecked(folder, settings.preset, networks, config.people.length);
  const { flip } = resolveConfig(preset, settings).augment;
  return { config, model, flip, steps: progress.step };
}
