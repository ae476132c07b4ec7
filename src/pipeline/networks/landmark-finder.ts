import * as tf from '@tensorflow/tfjs';
import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import { chooseBackend } from '../../engine/backend/choose-backend.ts';
import { Turns } from '../../engine/backend/turns.ts';
import { LandmarkFinder, type LandmarkPrediction } from '../../extract/landmark-finder.ts';
import type { Host } from '../host.ts';
import { disposeNetworks } from './build-networks.ts';
import { loadAllPretrained } from './pretrained.ts';

const turns = new Turns();

/** A landmark finder that computes on WebAssembly, whatever backend is in use. */
export interface LoadedFinder {
  /** @throws InputError if one of the frames is not proven. */
  readonly find: (frames: readonly ProvenPixels[]) => Promise<LandmarkPrediction[]>;
  readonly dispose: () => void;
}

/**
 * The landmark finder that comes with Janus. WebAssembly's results can be read without waiting, which a GPU's
 * cannot outside a page, and it gives the same alignments to every step.
 * @throws InputError if its networks cannot be read.
 */
export async function loadLandmarkFinder(host: Pick<Host, 'backends' | 'readAsset'>): Promise<LoadedFinder> {
  const networks = await onWasm(host, () => loadAllPretrained(host, ['landmarks-whole', 'landmarks-close']));
  const finder = new LandmarkFinder(networks['landmarks-whole'], networks['landmarks-close']);
  return {
    find: (frames) => onWasm(host, () => finder.find(frames)),
    dispose: () => {
      disposeNetworks(networks);
    },
  };
}

/** Does work on WebAssembly, and then puts the backend in use that was. Calls wait for each other. */
const onWasm = <Result>(
  host: Pick<Host, 'backends'>,
  work: () => Promise<Result> | Result,
): Promise<Result> =>
  turns.take(async () => {
    const before = tf.getBackend() as string | undefined;
    if (before !== 'wasm') await chooseBackend(await host.backends(), 'wasm');
    try {
      return await work();
    } finally {
      if (before !== undefined && before !== 'wasm') await tf.setBackend(before);
    }
  });
