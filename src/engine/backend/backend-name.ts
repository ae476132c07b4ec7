/**
 * The backends that Janus knows, in order of preference, which is that of their speed: GPUs, then the CPU. Node
 * has some of them, browsers others. `tfjs-node` comes last, native though it is: it trains the presets at a
 * half to two thirds of the speed of `wasm` with our kernels on all cores (docs/performance.md). The order is
 * fixed rather than measured at each start, so that a training does not depend on what else the machine did
 * at that moment.
 */
export const backendNames = ['tfjs-node-gpu', 'webgpu', 'webgl', 'wasm', 'tfjs-node'] as const;

export type BackendName = (typeof backendNames)[number];

/** A user's choice of backend: one of them, or `auto`, the first that runs on this machine. */
export const backendOptions = ['auto', ...backendNames] as const;

export type BackendOption = (typeof backendOptions)[number];
