/** A thread that trains: one of a group, or the only one. */
import { parentPort } from 'node:worker_threads';
import { nodeParent } from '../../engine/parallel/ports.ts';
import { serveTrainer } from '../../pipeline/workers/serve-trainer.ts';
import { nodeBackends } from '../backends/node-backends.ts';

serveTrainer(nodeParent(parentPort!), nodeBackends);
