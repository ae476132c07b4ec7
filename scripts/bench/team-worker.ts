import { parentPort } from 'node:worker_threads';
import { joinTeam } from '../../src/engine/parallel/member.ts';
import { nodeParent } from '../../src/engine/parallel/ports.ts';
import { train, type TrainingJob } from './training-job.ts';

joinTeam(nodeParent(parentPort!), (member, job) => train(member, job as TrainingJob));
