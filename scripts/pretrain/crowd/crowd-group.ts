import { parentPort } from 'node:worker_threads';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { joinGroup, type GroupMember } from '../../../src/engine/parallel/group-member.ts';
import { nodeParent, nodeWorker } from '../../../src/engine/parallel/ports.ts';
import { runGroup } from '../../../src/engine/parallel/worker-group.ts';
import { Random } from '../../../src/faces/index.ts';
import { usableCores } from '../../../src/node/backends/cores.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { startThread } from '../../../src/node/threads/thread.ts';
import { BATCH, CrowdFaces } from './crowd-faces.ts';

/**
 * Trains on the crowd's faces, on all cores; faces that are not there are rendered first.
 * @param thread the module of a thread that calls {@link joinCrowd}, without its ending.
 */
export async function trainOnCrowd(thread: URL): Promise<void> {
  const { memory } = await CrowdFaces.load();
  await runGroup<SharedArrayBuffer, undefined>({
    worldSize: Math.min(BATCH, usableCores()),
    start: () => nodeWorker(startThread(thread)),
    job: memory,
  });
}

/** What a thread of {@link trainOnCrowd} does. */
export function joinCrowd(train: (member: GroupMember, faces: CrowdFaces) => Promise<void>): void {
  joinGroup(nodeParent(parentPort!), async (member, memory) => {
    await chooseBackend(nodeBackends(), 'wasm');
    await train(member, new CrowdFaces(memory as SharedArrayBuffer));
  });
}

/**
 * A worker's share of a step's batch. Each image has random numbers of its own, so that it is the same on any
 * number of workers.
 * @param stream of the images' random numbers.
 * @param draw which face an image shows, and what else is drawn for it.
 */
export function shareOf<Drawn extends object>(
  { rank, worldSize }: GroupMember,
  random: Random,
  stream: number,
  draw: () => Drawn,
): (Drawn & { readonly random: Random })[] {
  return Array.from({ length: BATCH }, () => ({
    ...draw(),
    random: new Random(random.integer(0x100000000), stream),
  })).filter((_, i) => i % worldSize === rank);
}
