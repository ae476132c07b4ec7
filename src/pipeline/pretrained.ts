import { fileURLToPath } from 'node:url';
import type * as tf from '@tensorflow/tfjs';
import { findMasks } from '../convert/mask-net.ts';
import { Probes } from '../evaluate/probes.ts';
import { LandmarkFinder } from '../extract/landmark-finder.ts';
import type { FaceDataset } from '../train/face-dataset.ts';
import { loadModel } from '../node/disk/model-folder.ts';

/** The networks that come with Janus: `scripts/pretrain` made them, on rendered people alone. */
export const pretrainedNames = [
  'landmarks-whole',
  'landmarks-close',
  'encoder',
  'decoder',
  'identity-adapter',
  'face-mask',
  'probe-performance',
  'probe-identity',
] as const;
export type PretrainedName = (typeof pretrainedNames)[number];

/** The folder of a pretrained network; the same way up from src/pipeline in a checkout and from dist/pipeline in a package. */
export const pretrainedFolder = (name: PretrainedName): string =>
  fileURLToPath(new URL(`../../data-synthetic/pretrained/${name}`, import.meta.url));

/** A network that comes with Janus, on the backend in use. */
export const loadPretrained = (name: PretrainedName): Promise<tf.LayersModel> =>
  loadModel(pretrainedFolder(name));

/** What finds landmarks in frames; for as long as the process runs. */
export const loadLandmarkFinder = async (): Promise<LandmarkFinder> =>
  new LandmarkFinder(await loadPretrained('landmarks-whole'), await loadPretrained('landmarks-close'));

/**
 * What of each crop is inner face, as the network that comes with Janus sees it: [count, 64, 64] bytes.
 * @throws the signal's reason when aborted.
 */
export async function masksOf(faces: FaceDataset, signal?: AbortSignal): Promise<Uint8Array> {
  const net = await loadPretrained('face-mask');
  try {
    return await findMasks(net, faces, () => signal?.throwIfAborted());
  } finally {
    net.dispose();
  }
}

/** What judges swaps, apart from the answer key; for as long as the process runs. */
export const loadProbes = async (): Promise<Probes> =>
  new Probes(await loadPretrained('probe-performance'), await loadPretrained('probe-identity'));
