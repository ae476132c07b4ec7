import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { hasSimd } from '../kernels/exports.ts';
import { installKernels } from '../kernels/install.ts';
import { unavailable, type BackendCandidate } from './candidate.ts';

/** Where TensorFlow.js's .wasm files are: the address of their folder with a slash at its end, or of each by its name. */
export type WasmPaths = Parameters<typeof setWasmPaths>[0];

/**
 * WebAssembly with Janus's training kernels, which runs wherever there is SIMD.
 *
 * @param paths needed in browsers; Node finds the files by itself
 */
export const wasmBackend = (paths?: WasmPaths): BackendCandidate => ({
  name: 'wasm',
  async activate() {
    if (!hasSimd())
      return unavailable('there is no WebAssembly SIMD', 'use a newer browser, or Node 20 or newer');
    // TensorFlow.js's own threads hang a minified page; several cores are Janus's own business.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    // Once the backend is there, TensorFlow.js takes no other place of its files.
    if (paths !== undefined && !('wasm' in tf.engine().registry)) setWasmPaths(paths);
    if (!(await tf.setBackend('wasm'))) {
      return unavailable(
        'its .wasm files could not be loaded',
        'see that they are where they are looked for',
      );
    }
    await tf.ready();
    await installKernels();
    return { runs: true, why: "WebAssembly SIMD with Janus's kernels" };
  },
});
