/**
 * The backends that Janus knows, in order of preference: GPUs, then the CPU. Node has some of them, browsers
 * others.
 */
export const backendNames = ['tfjs-node-gpu', 'webgpu', 'webgl', 'tfjs-node', 'wasm'] as const;

export type BackendName = (typeof backendNames)[number];

/** A user's choice of backend: one of them, or `auto`, the first that runs on this machine. */
export const backendOptions = ['auto', ...backendNames] as const;

export type BackendOption = (typeof backendOptions)[number];
