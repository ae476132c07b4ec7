import { runGroup } from '../../../src/engine/parallel/worker-group.ts';
import { nodeWorker } from '../../../src/engine/parallel/ports.ts';
import { startThread } from '../../../src/node/threads/thread.ts';
import { usableCores } from '../../../src/node/backends/cores.ts';
import { CrowdFaces } from '../crowd/crowd-faces.ts';
import { BATCH } from './encoder.ts';

/**
 * Fine-tunes the encoder of `classroom` on the crowd's faces, on all cores, with a reconstruction loss beside
 * that of its codes, and writes it. The conditional decoder and the identity adapter must have been trained.
 */
export async function finetuneEncoder(): Promise<void> {
  const { memory } = await CrowdFaces.load();
  await runGroup<SharedArrayBuffer, undefined>({
    worldSize: Math.min(BATCH, usableCores()),
    start: () => nodeWorker(startThread(new URL('encoder-worker', import.meta.url))),
    job: memory,
  });
}
