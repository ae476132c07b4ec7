import * as tf from '@tensorflow/tfjs';
import { findMasks } from '../../convert/mask/mask-net.ts';
import { Probes } from '../../evaluate/probes/probes.ts';
import { networkFromFiles, type NetworkFiles } from '../../nets/network-files.ts';
import type { PretrainedName } from '../../nets/pretrained-names.ts';
import type { FaceDataset } from '../../train/dataset/face-dataset.ts';
import type { Networks } from '../../train/autoencoder.ts';
import type { Host } from '../host.ts';
import { loadNetworks } from './build-networks.ts';

/** The files of a network that comes with Janus. @throws InputError if they cannot be read. */
export async function readPretrained(
  host: Pick<Host, 'readAsset'>,
  name: PretrainedName,
): Promise<NetworkFiles> {
  const folder = `pretrained/${name}`;
  return {
    topology: await host.readAsset(`${folder}/model.json`),
    weights: await host.readAsset(`${folder}/weights.bin`),
  };
}

/** A network that comes with Janus, on the backend in use. It is the caller's to dispose of. */
export const loadPretrained = async (
  host: Pick<Host, 'readAsset'>,
  name: PretrainedName,
): Promise<tf.LayersModel> =>
  networkFromFiles(await readPretrained(host, name), `data-synthetic/pretrained/${name}`);

/** Several of them, by name. @throws what {@link loadPretrained} throws; none is left then. */
export const loadAllPretrained = (
  host: Pick<Host, 'readAsset'>,
  names: readonly PretrainedName[],
): Promise<Networks> => loadNetworks(names, (name) => loadPretrained(host, name));

/**
 * The inner faces in crops, as the mask network segments them: [count, 64, 64] bytes, in shared memory where
 * there is any.
 * @throws the signal's reason when aborted.
 */
export async function predictMasks(
  host: Host,
  faces: FaceDataset,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const network = await loadPretrained(host, 'face-mask');
  try {
    return await findMasks(network, faces, () => signal?.throwIfAborted());
  } finally {
    network.dispose();
  }
}

/** The networks that score swaps, apart from the answer key. They live as long as their user. */
export async function loadProbes(host: Host): Promise<Probes> {
  const networks = await loadAllPretrained(host, ['probe-pose', 'probe-identity']);
  return new Probes(networks['probe-pose'], networks['probe-identity']);
}
