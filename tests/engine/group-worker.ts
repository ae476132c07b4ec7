import { parentPort } from 'node:worker_threads';
import { joinGroup } from '../../src/engine/parallel/group-member.ts';
import { nodeParent } from '../../src/engine/parallel/ports.ts';
import { measureStockMatMul, train, type Measurement } from './training-job.ts';

joinGroup(nodeParent(parentPort!), (member, job) => {
  const measurement = job as Measurement;
  return 'kind' in measurement ? measureStockMatMul() : train(member, measurement);
});
