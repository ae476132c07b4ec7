import './backends.ts';
import { train, type TrainingJob } from '../../scripts/bench/training-job.ts';
import { joinGroup } from '../../src/engine/parallel/group-member.ts';
import { webParent } from '../../src/engine/parallel/ports.ts';

joinGroup(webParent(self), (member, job) => {
  if (job === 'break') throw new Error('broken');
  return train(member, job as TrainingJob);
});
