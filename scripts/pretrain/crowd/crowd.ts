import { runGroup } from '../../../src/engine/parallel/worker-group.ts';
import { nodeWorker } from '../../../src/engine/parallel/ports.ts';
import { startThread } from '../../../src/node/threads/thread.ts';
import { usableCores } from '../../../src/node/backends/cores.ts';
import { BATCH, CrowdFaces } from './crowd-faces.ts';

/**
 * Trains the networks of the crowd, on all cores, and writes them: an encoder, one decoder of anybody, and the
 * adapter that reads from a mean face whom it is to decode. Faces that are not there are rendered first.
 */
export async function pretrainCrowd(): Promise<void> {
  const { memory } = await CrowdFaces.load();
  await runGroup<SharedArrayBuffer, undefined>({
    worldSize: Math.min(BATCH, usableCores()),
    start: () => nodeWorker(startThread(new URL('crowd-worker', import.meta.url))),
    job: memory,
  });
}
