import type { TrueCrop } from '../extract/true-crop.ts';
import type { Shot } from '../faces/shot.ts';
import type { KeyTask } from './key-worker.ts';
import { allCores, runWorkers } from './worker-pool.ts';

/**
 * Renders the aligned faces of shots, on all cores: of those that `answerKey` calls `crop`, the crop keys.
 * @param size pixels a side of the frames. @param side pixels a side of the crops.
 */
export async function renderKeys(
  shots: readonly Shot[],
  size: number,
  side: number,
  workers = allCores(),
  signal?: AbortSignal,
): Promise<TrueCrop[]> {
  const keys: TrueCrop[] = [];
  await runWorkers<KeyTask, TrueCrop>({
    worker: 'key-worker',
    data: { shots, size, side },
    items: shots.length,
    workers,
    signal,
    onResult: (index, key) => {
      keys[index] = key;
    },
  });
  return keys;
}
