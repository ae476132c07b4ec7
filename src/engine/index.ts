// What computes: the backend, the training kernels, several cores.
export { backendNames, backendWishes, type BackendName, type BackendWish } from './backend/backend-name.ts';
export { browserBackends } from './backend/browser-backends.ts';
export { chooseBackend, describeChoice, type BackendChoice } from './backend/choose-backend.ts';
export { installKernels } from './kernels/install.ts';
export { TeamEnded } from './parallel/barrier.ts';
export { joinTeam, type Member } from './parallel/member.ts';
export { nodeParent, nodeWorker, webParent, webWorker } from './parallel/ports.ts';
export { ShardedWeights, type Optimizer } from './parallel/sharded-weights.ts';
export { sharesOf, type Share } from './parallel/shares.ts';
export { runTeam, usableWorkers, type Port, type Team, type TeamWorker } from './parallel/team.ts';
