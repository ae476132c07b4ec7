import { Worker } from 'node:worker_threads';
import { IdleWorkers } from '../src/engine/parallel/idle-workers.ts';
import { nodeWorker } from '../src/engine/parallel/ports.ts';
import { nodeHost } from '../src/node/host.ts';
import type { Host } from '../src/pipeline/host.ts';

const start = (thread: 'pool-worker' | 'train-worker') =>
  nodeWorker(new Worker(new URL(`../dist/node/threads/${thread}.js`, import.meta.url)));

const poolWorkers = new IdleWorkers(() => start('pool-worker'));

/**
 * Node as a host, with the threads of the built package: from the sources, each takes seconds to start. For tests
 * of what threads do; `npm run build` builds them.
 */
export const builtHost = (): Host => ({
  ...nodeHost(),
  startPoolWorker: poolWorkers.take,
  startTrainer: () => start('train-worker'),
});
