import '@tensorflow/tfjs-backend-wasm';
import { registerAdam } from './adam.ts';
import { registerConvolutions } from './conv2d.ts';
import { registerDepthToSpace } from './depth-to-space.ts';
import { registerIdentity } from './identity.ts';
import { registerLeakyRelu } from './leaky-relu.ts';
import { registerMatmuls } from './matmul.ts';
import { prepareHeaps } from './register.ts';
import { registerSum } from './sum.ts';

let installed: Promise<void> | undefined;

/**
 * Puts Janus's training kernels in place of TensorFlow.js's own on the `wasm` backend, under the same names, so that
 * ordinary models and optimizers train with them. May be called before or after `tf.setBackend('wasm')`, and again.
 */
export const installKernels = (): Promise<void> => (installed ??= install());

async function install(): Promise<void> {
  await prepareHeaps();
  registerAdam();
  registerConvolutions();
  registerDepthToSpace();
  registerIdentity();
  registerLeakyRelu();
  registerMatmuls();
  registerSum();
}
