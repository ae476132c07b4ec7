/** The backends there are, best first: GPUs, then the CPU. Each works in some places only. */
export const backendNames = ['tfjs-node-gpu', 'webgpu', 'webgl', 'tfjs-node', 'wasm'] as const;

export type BackendName = (typeof backendNames)[number];

/** What may be asked for: one of them, or `auto`, the first that works here. */
export const backendOptions = ['auto', ...backendNames] as const;

export type BackendOption = (typeof backendOptions)[number];
