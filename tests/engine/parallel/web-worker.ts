import '../backends.ts';
import { train, type TrainingJob } from '../training-job.ts';
import { joinGroup } from '../../../src/engine/parallel/group-member.ts';
import { webParent } from '../../../src/engine/parallel/ports.ts';

joinGroup(webParent(self), async (member, job) => {
  if (job === 'break') throw new Error('broken');
  if (job === 'deliver') {
    const buffer = new ArrayBuffer(8);
    await member.deliver(buffer, [buffer]);
    return buffer.byteLength;
  }
  return train(member, job as TrainingJob);
});
