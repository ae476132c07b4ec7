import { parentPort } from 'node:worker_threads';
import { joinTeam } from '../../src/engine/parallel/member.ts';
import { nodeParent } from '../../src/engine/parallel/ports.ts';
import { measureStockMatMul, train, type Measurement } from './training-job.ts';

joinTeam(nodeParent(parentPort!), (member, job) => {
  const measurement = job as Measurement;
  return 'kind' in measurement ? measureStockMatMul() : train(member, measurement);
});
