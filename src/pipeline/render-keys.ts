import type { GroundTruthCrop } from '../extract/ground-truth-crop.ts';
import type { Shot } from '../faces/shot.ts';
import type { KeyTask } from '../node/threads/key-worker.ts';
import { allCores, runWorkers } from '../node/threads/worker-pool.ts';

export interface RenderKeysOptions {
  /** Threads; all cores if left out. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Renders the aligned faces of shots: of those that `answerKey` calls `crop`, the crop keys.
 * @param size pixels a side of the frames. @param side pixels a side of the crops.
 * @throws the signal's reason when aborted.
 */
export async function renderKeys(
  shots: readonly Shot[],
  size: number,
  side: number,
  { workers = allCores(), signal, onProgress }: RenderKeysOptions = {},
): Promise<GroundTruthCrop[]> {
  const keys: GroundTruthCrop[] = [];
  let done = 0;
  await runWorkers<KeyTask, GroundTruthCrop>({
    worker: 'key-worker',
    data: { shots, size, side },
    items: shots.length,
    workers,
    signal,
    onResult: (index, key) => {
      keys[index] = key;
      done++;
      onProgress?.(done, shots.length);
    },
  });
  return keys;
}
