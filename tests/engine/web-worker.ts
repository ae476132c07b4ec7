import './backends.ts';
import { train, type TrainingJob } from '../../scripts/bench/training-job.ts';
import { joinTeam } from '../../src/engine/parallel/member.ts';
import { webParent } from '../../src/engine/parallel/ports.ts';

joinTeam(webParent(self), (member, job) => {
  if (job === 'break') throw new Error('broken');
  return train(member, job as TrainingJob);
});
