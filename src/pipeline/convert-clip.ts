import type { ConvertOptions } from '../convert/convert-frame.ts';
import { pointsOf } from '../extract/alignments.ts';
import { scaleSimilarity } from '../extract/similarity.ts';
import type { Identity } from '../faces/identity.ts';
import type { ConvertedFrame, ConvertTask } from '../node/threads/convert-worker.ts';
import type { ExtractedClip } from './load-faces.ts';
import { allCores, runWorkers } from '../node/threads/worker-pool.ts';

export interface Conversion {
  /** The clip whose faces are replaced, with the places that they were cut out by. */
  readonly clip: ExtractedClip;
  /** Who is painted. */
  readonly target: Identity;
  /** What is put back, each into frames of its own: [frames, side, side, 3] bytes in shared memory. */
  readonly painted: readonly Uint8Array[];
  /** [frames, side, side] bytes: what of each crop is inner face, as a network sees it, in shared memory. */
  readonly masks: Uint8Array;
  readonly side: number;
  readonly options: ConvertOptions;
  /** Threads; all cores if left out. */
  readonly workers?: number;
  readonly signal?: AbortSignal | undefined;
  /** Given the frames in order. */
  readonly onFrame: (index: number, frame: ConvertedFrame) => void;
}

/**
 * Puts painted faces back into all frames of a clip, each of which is proven synthetic once more.
 * @throws InputError naming a frame that Janus did not draw; the signal's reason when aborted; what `onFrame` throws.
 */
export async function convertClip(conversion: Conversion): Promise<void> {
  const { clip, target, painted, masks, side, options, workers = allCores(), signal, onFrame } = conversion;
  const { alignments, manifest, folder } = clip;
  const waiting = new Map<number, ConvertedFrame>();
  let next = 0;
  await runWorkers<ConvertTask, ConvertedFrame>({
    worker: 'convert-worker',
    data: {
      manifest,
      folder,
      target,
      painted,
      masks,
      side,
      transforms: alignments.frames.map(({ transform }) => scaleSimilarity(transform, side)),
      landmarks: alignments.frames.map(pointsOf),
      options,
    },
    items: manifest.frames.length,
    workers,
    signal,
    onResult: (index, frame) => {
      waiting.set(index, frame);
      for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
        waiting.delete(next);
        onFrame(next++, ready);
      }
    },
  });
}
