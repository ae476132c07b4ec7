// The engine: the backend, the training kernels, several cores.
export {
  backendNames,
  backendOptions,
  type BackendName,
  type BackendOption,
} from './backend/backend-name.ts';
export { browserBackends } from './backend/browser-backends.ts';
export { chooseBackend, describeChoice, type BackendChoice } from './backend/choose-backend.ts';
export { installKernels } from './kernels/install.ts';
export { GroupEnded } from './parallel/barrier.ts';
export { GroupMember, joinGroup } from './parallel/group-member.ts';
export type { GroupWorker, Port, Transferable } from './parallel/messages.ts';
export { nodeParent, nodeWorker, webParent, webWorker } from './parallel/ports.ts';
export type { Scalars } from './parallel/scalar-exchange.ts';
export { ShardedWeights, type Optimizer } from './parallel/sharded-weights.ts';
export { splitBatch, type BatchSlice } from './parallel/batch-slices.ts';
export { runGroup, usableWorkers, type GroupOptions } from './parallel/worker-group.ts';
