/** A thread that trains: one of a group, or the only one. */
import { parentPort } from 'node:worker_threads';
import { nodeParent } from '../../engine/parallel/ports.ts';
import { trainInWorker } from '../../pipeline/workers/train-worker.ts';
import { nodeBackends } from '../backends/node-backends.ts';

trainInWorker(nodeParent(parentPort!), nodeBackends);
