import type { Manifest } from '../clips/manifest.ts';
import { openClip } from '../node/disk/clip-folder.ts';
import type { FrameTask, FrameRefusal } from '../node/threads/frame-worker.ts';
import { allCores, runWorkers } from '../node/threads/worker-pool.ts';

export interface VerifyOptions {
  /** Threads that render; all cores if left out. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What was found in a clip. */
export interface Verdict {
  readonly manifest: Manifest;
  /** How many frames are exactly what the manifest describes. */
  readonly verified: number;
  /** The others, in order. */
  readonly refused: readonly FrameRefusal[];
}

/**
 * Renders every frame of a clip again from its manifest, on all cores, and compares exactly. A verdict brings no pixels with
 * it: whoever needs frames reads them through `readFrame`, which verifies again.
 * @throws InputError if there is no clip or its manifest cannot be used; the signal's reason when aborted.
 */
export async function verifyClip(path: string, options: VerifyOptions = {}): Promise<Verdict> {
  const { workers = allCores(), signal, onProgress } = options;
  const { folder, manifest } = await openClip(path);
  const total = manifest.frames.length;
  const refused: FrameRefusal[] = [];
  let done = 0;
  await runWorkers<FrameTask, FrameRefusal | undefined>({
    worker: 'frame-worker',
    data: { task: 'verify', manifest, folder },
    items: total,
    workers,
    signal,
    onResult: (_, refusal) => {
      if (refusal) refused.push(refusal);
      onProgress?.(++done, total);
    },
  });
  refused.sort((a, b) => a.frame - b.frame);
  return { manifest, verified: total - refused.length, refused };
}
