import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { networkToFiles, TOPOLOGY_FILE, WEIGHTS_FILE } from '../../nets/network-files.ts';
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
