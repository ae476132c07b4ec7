import type * as tf from '@tensorflow/tfjs';
import type { PretrainedName } from '../nets/pretrained-names.ts';
import * as networks from '../pipeline/networks/pretrained.ts';
import * as runs from '../pipeline/run/load.ts';
import type { TrainedRun } from '../pipeline/run/load.ts';
import type { Store } from '../pipeline/run/store.ts';
import { expectOptions, type RunOptions } from './options.ts';
import { withBackend } from './turns.ts';

export type LoadOptions = Pick<RunOptions, 'host' | 'backend'>;

/**
 * The autoencoder of a run's last whole checkpoint, ready to swap. The caller disposes of it.
 * @param options `onEvent` is told of checkpoints that could not be read.
 * @throws InputError saying what is wrong with which file.
 */
export async function loadRun(
  store: Store,
  options: LoadOptions & Pick<RunOptions, 'onEvent'>,
): Promise<TrainedRun> {
  expectOptions(options, 'onEvent');
  return withBackend(options, () => trainedRun(store, options));
}

/** The run of a store, on the backend in use; problems are reported as events. */
export const trainedRun = (store: Store, { onEvent }: Pick<RunOptions, 'onEvent'>): Promise<TrainedRun> =>
  runs.loadRun(store, (message) => onEvent?.({ kind: 'warning', step: 'train', message }));

/**
 * A network that comes with Janus. The caller disposes of it.
 * @throws InputError if its files cannot be read.
 */
export async function loadPretrained(name: PretrainedName, options: LoadOptions): Promise<tf.LayersModel> {
  expectOptions(options);
  return withBackend(options, () => networks.loadPretrained(options.host, name));
}
