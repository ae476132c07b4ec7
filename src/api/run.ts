import type * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../engine/backend/choose-backend.ts';
import * as networks from '../pipeline/networks/pretrained.ts';
import * as runs from '../pipeline/run/load.ts';
import type { TrainedRun } from '../pipeline/run/load.ts';
import type { Store } from '../pipeline/run/store.ts';
import { expectOptions, type RunOptions } from './options.ts';
import { inTurn } from './turns.ts';

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
  const { host, backend, onEvent } = options;
  return inTurn(async () => {
    await chooseBackend(await host.backends(), backend);
    return runs.loadRun(store, (message) => onEvent?.({ kind: 'warning', step: 'train', message }));
  });
}

/**
 * A network that comes with Janus. The caller disposes of it.
 * @throws InputError if its files cannot be read.
 */
export async function loadPretrained(
  name: networks.PretrainedName,
  options: LoadOptions,
): Promise<tf.LayersModel> {
  expectOptions(options);
  const { host, backend } = options;
  return inTurn(async () => {
    await chooseBackend(await host.backends(), backend);
    return networks.loadPretrained(host, name);
  });
}
