import { parentPort } from 'node:worker_threads';
import { chooseBackend } from '../../engine/backend/choose-backend.ts';
import { testSpeed } from '../../engine/backend/speed-test.ts';
import { joinGroup } from '../../engine/parallel/group-member.ts';
import { nodeParent } from '../../engine/parallel/ports.ts';
import { nodeBackends } from '../backends/node-backends.ts';

joinGroup(nodeParent(parentPort!), async (member, seconds) => {
  await chooseBackend(nodeBackends(), 'wasm');
  return testSpeed(seconds as number, (done) => {
    if (member.rank === 0) member.send(done);
  });
});
