import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { networkFromFiles, networkToFiles, TOPOLOGY_FILE, WEIGHTS_FILE } from '../../nets/network-files.ts';
import { writeFolderAtomic } from './atomic.ts';

/**
 * Writes a network as TensorFlow.js's own `model.save` does, whole or not at all.
 * @param half whether weights are stored in half precision.
 */
export async function saveNetwork(folder: string, network: tf.LayersModel, half = false): Promise<void> {
  const { topology, weights } = await networkToFiles(network, half);
  await writeFolderAtomic(folder, true, async (temporary) => {
    await writeFile(join(temporary, TOPOLOGY_FILE), topology);
    await writeFile(join(temporary, WEIGHTS_FILE), weights);
  });
}

/**
 * The network in a folder, on the backend in use. It is the caller's to dispose of.
 * @throws InputError if it is no network that can be read; Node's error if a file cannot be.
 */
export async function loadNetwork(folder: string): Promise<tf.LayersModel> {
  // Uint8Arrays of their own memory: Node's small buffers share one.
  const [topology, weights] = await Promise.all(
    [TOPOLOGY_FILE, WEIGHTS_FILE].map(async (name) => new Uint8Array(await readFile(join(folder, name)))),
  );
  return networkFromFiles({ topology, weights }, folder);
}
