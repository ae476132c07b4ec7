import { InputError } from '../errors.ts';
import { presets } from '../train/models/index.ts';
import type { Painter } from '../train/paint.ts';
import { recipeOf } from '../train/recipe.ts';
import { findCheckpoint, loadModels } from '../node/disk/checkpoint.ts';
import { assembleFitting } from './checkpoint-fit.ts';
import { openRun, type RunConfig } from '../node/disk/run-folder.ts';

/** A trained autoencoder, ready to swap. */
export interface Swap extends Painter {
  readonly config: RunConfig;
  /** Steps that it was trained. */
  readonly steps: number;
}

/**
 * Reads the autoencoder of a run's last whole checkpoint, on the backend in use.
 * @param onWarning told of checkpoints that could not be read.
 * @throws InputError saying what is wrong with which file.
 */
export async function openSwap(run: string, onWarning?: (what: string) => void): Promise<Swap> {
  const config = await openRun(run);
  const { settings } = config;
  const preset = presets[settings.preset];
  const checkpoint = await findCheckpoint(run, settings.preset);
  if (checkpoint === undefined) {
    throw new InputError(`${run} has no checkpoint yet.`, `Train it further: janus train --resume ${run}`);
  }
  const { folder, reached, damaged } = checkpoint;
  for (const what of damaged) onWarning?.(`${what} The one of step ${reached.step} is taken.`);
  const parts = await loadModels(folder);
  const model = assembleFitting(folder, settings.preset, parts, config.people.length);
  const { flip } = recipeOf(preset, settings).augment;
  return { config, model, flip, steps: reached.step };
}
