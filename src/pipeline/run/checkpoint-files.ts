import * as tf from '@tensorflow/tfjs';
import { networkFromFiles, networkToFiles, type NetworkFiles } from '../../nets/network-files.ts';
import type { Networks } from '../../train/autoencoder.ts';
import type { TrainProgress } from '../../train/clock.ts';
import type { Checkpoint } from '../../train/fit.ts';
import type { LatentStatistics } from '../../train/latents/latent-statistics.ts';
import { loadNetworks } from '../networks/build-networks.ts';

/** A checkpoint as plain bytes: as it is stored, and as it crosses from thread to thread. */
export interface CheckpointFiles {
  readonly progress: TrainProgress;
  /** The number of the stage that has begun. */
  readonly stage: number;
  readonly networks: Readonly<Record<string, NetworkFiles>>;
  /**
   * The optimizer's state: what each of its tensors is, and the values of all, one after the other, four
   * bytes each.
   */
  readonly optimizer: {
    readonly entries: readonly OptimizerEntry[];
    readonly values: Uint8Array<ArrayBuffer>;
  };
  /** Of each person; empty if the model's latents cannot be aligned. */
  readonly latents: readonly LatentStatistics[];
}

export interface OptimizerEntry {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32';
}

/** A checkpoint's bytes. Its tensors stay the caller's. */
export async function checkpointToFiles({
  progress,
  stage,
  networks,
  optimizer,
  latents,
}: Checkpoint): Promise<CheckpointFiles> {
  const files: Record<string, NetworkFiles> = {};
  for (const [name, network] of Object.entries(networks)) files[name] = await networkToFiles(network);
  const values = new Uint8Array(optimizer.reduce((sum, { tensor }) => sum + 4 * tensor.size, 0));
  let at = 0;
  for (const { tensor } of optimizer) {
    // One after the other: all at once, the state of the largest preset would be in memory twice.
    const { buffer, byteOffset, byteLength } = await tensor.data();
    values.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  const entries = optimizer.map(({ name, tensor: { shape, dtype } }): OptimizerEntry => ({
    name,
    shape,
    dtype: dtype as OptimizerEntry['dtype'],
  }));
  return { progress, stage, networks: files, optimizer: { entries, values }, latents };
}

/**
 * The checkpoint of {@link checkpointToFiles}, on the backend in use. Its networks and tensors are the
 * caller's.
 * @param what names it in errors.
 * @throws InputError if a network cannot be read.
 */
export async function checkpointFromFiles(files: CheckpointFiles, what: string): Promise<Checkpoint> {
  const networks = await networksFromFiles(files.networks, what);
  const { entries, values } = files.optimizer;
  let at = values.byteOffset;
  const optimizer = entries.map(({ name, shape, dtype }) => {
    const size = tf.util.sizeFromShape(shape);
    const data = new (dtype === 'int32' ? Int32Array : Float32Array)(values.buffer, at, size);
    at += data.byteLength;
    return { name, tensor: tf.tensor(data, shape, dtype) };
  });
  const { progress, stage, latents } = files;
  return { progress, stage, networks, optimizer, latents };
}

/**
 * Networks by their names, on the backend in use; they are the caller's.
 * @throws InputError if one cannot be read; none is left then.
 */
export async function networksFromFiles(
  files: Readonly<Record<string, NetworkFiles>>,
  what: string,
): Promise<Networks> {
  return loadNetworks(Object.keys(files), (name) => networkFromFiles(files[name], `${what}/${name}`));
}
