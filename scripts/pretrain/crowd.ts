import { availableParallelism } from 'node:os';
import { runGroup } from '../../src/engine/parallel/worker-group.ts';
import { nodeWorker } from '../../src/engine/parallel/ports.ts';
import { startThread } from '../../src/node/threads/thread.ts';
import { CrowdFaces, renderShard } from './crowd-faces.ts';
import type { Shard } from './shard.ts';

/**
 * Trains the networks of the crowd, on all cores, and writes them: an encoder, one decoder of anybody, and the
 * adapter that reads from a mean face whom it is to decode.
 * @param shard if given, only this part of the crowd's faces is rendered, for a machine among several; without
 * it, all faces are, and the networks are trained.
 */
export async function pretrainCrowd(shard?: Shard): Promise<void> {
  if (shard) {
    await renderShard(shard);
    return;
  }
  const { memory } = await CrowdFaces.load();
  await runGroup<SharedArrayBuffer, undefined>({
    worldSize: availableParallelism(),
    start: () => nodeWorker(startThread(new URL('crowd-worker', import.meta.url))),
    job: memory,
  });
}
