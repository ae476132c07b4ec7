import type { BackendCandidate } from './candidate.ts';
import { wasmBackend, type WasmPaths } from './wasm-backend.ts';
import { webglBackend } from './webgl-backend.ts';
import { webgpuBackend } from './webgpu-backend.ts';

/**
 * The backends of a page or its worker, in order of preference.
 *
 * @param wasmPaths where the page has TensorFlow.js's .wasm files
 */
export const browserBackends = (wasmPaths: WasmPaths): BackendCandidate[] => [
  webgpuBackend(),
  webglBackend(),
  wasmBackend(wasmPaths),
];
