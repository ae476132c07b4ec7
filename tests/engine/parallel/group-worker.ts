import { parentPort } from 'node:worker_threads';
import { joinGroup } from '../../../src/engine/parallel/group-member.ts';
import { nodeParent } from '../../../src/engine/parallel/ports.ts';
import { train, type TrainingJob } from '../training-job.ts';

joinGroup(nodeParent(parentPort!), (member, job) => train(member, job as TrainingJob));
