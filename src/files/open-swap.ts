import { InputError } from '../errors.ts';
import type { Autoencoder } from '../train/autoencoder.ts';
import { presets } from '../train/models/index.ts';
import { findCheckpoint, loadModels } from './checkpoint.ts';
import { openRun, type RunConfig } from './run-folder.ts';

/** A trained autoencoder, ready to swap. */
export interface Swap {
  readonly config: RunConfig;
  readonly model: Autoencoder;
  /** Steps that it was trained. */
  readonly steps: number;
}

/** Reads the autoencoder of a run's last checkpoint, on the backend in use. @throws InputError saying what is wrong with which file. */
export async function openSwap(run: string): Promise<Swap> {
  const config = await openRun(run);
  const { preset } = config.settings;
  const checkpoint = await findCheckpoint(run, preset);
  if (checkpoint === undefined) {
    throw new InputError(`${run} has no checkpoint yet.`, `Train it further: janus train --resume ${run}`);
  }
  const model = presets[preset].assemble(await loadModels(checkpoint.folder));
  return { config, model, steps: checkpoint.reached.step };
}
