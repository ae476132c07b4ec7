import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { hasSimd } from '../kernels/exports.ts';
import { installKernels } from '../kernels/install.ts';
import { unavailable, type BackendCandidate } from './candidate.ts';

/**
 * Where TensorFlow.js's .wasm files are: the URL of their folder, which ends in a slash, or each file's URL
 * by its name.
 */
export type WasmPaths = Parameters<typeof setWasmPaths>[0];

/**
 * WebAssembly with Janus's training kernels. It runs wherever WebAssembly has SIMD.
 *
 * @param paths needed in browsers; Node finds the files by itself
 */
export const wasmBackend = (paths?: WasmPaths): BackendCandidate => ({
  name: 'wasm',
  async activate() {
    if (!hasSimd())
      return unavailable('there is no WebAssembly SIMD', 'use a newer browser, or Node 20 or newer');
    // TensorFlow.js's own threads hang a minified page; Janus uses several cores by data parallelism instead.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    // TensorFlow.js throws if paths are set after the backend has been created.
    if (paths !== undefined && !('wasm' in tf.engine().registry)) setWasmPaths(paths);
    if (!(await tf.setBackend('wasm'))) {
      return unavailable(
        'its .wasm files could not be loaded',
        'check that the page serves them at the given path',
      );
    }
    await tf.ready();
    await installKernels();
    return { runs: true, why: "WebAssembly SIMD with Janus's kernels" };
  },
});
