import '@tensorflow/tfjs-backend-wasm';
import { registerAdam } from './adam.ts';
import { registerClipping } from './corrected/clip.ts';
import { registerConvolutionBlock } from './convolution/block.ts';
import { registerConvolutions } from './convolution/conv2d.ts';
import { registerDepthToSpace } from './depth-to-space.ts';
import { registerDssim } from './dssim.ts';
import { registerDepthwise } from './convolution/depthwise.ts';
import { registerGradients } from './corrected/gradients.ts';
import { registerIdentity } from './identity.ts';
import { registerLeakyRelu } from './leaky-relu.ts';
import { registerMatmuls } from './matmul.ts';
import { registerMaxPoolGradient } from './corrected/pooling.ts';
import { registerMirrorPadFold } from './corrected/mirror-pad.ts';
import { registerPrelu } from './corrected/prelu.ts';
import { prepareHeaps, prepareRunningBackend } from './register.ts';
import { registerRows } from './rows.ts';
import { registerSegmentSum } from './corrected/segment-sum.ts';
import { registerSoftmaxGradient } from './softmax.ts';
import { registerStandardise } from './standardise.ts';
import { registerSum } from './sum.ts';
import { registerWeightedError } from './weighted-error.ts';
import { refuseMissingKernels } from './corrected/unsupported.ts';

let installed: Promise<void> | undefined;

/**
 * Puts Janus's training kernels in place of TensorFlow.js's own on the `wasm` backend, under the same names,
 * so that ordinary models and optimizers train with them; that what it has no memory for throws a JanusError;
 * and that what it or TensorFlow.js lacks is refused by name. May be called before or after
 * `tf.setBackend('wasm')`, and again.
 */
export const installKernels = (): Promise<void> => (installed ??= install());

async function install(): Promise<void> {
  await prepareHeaps();
  prepareRunningBackend();
  registerAdam();
  registerClipping();
  registerConvolutionBlock();
  registerConvolutions();
  registerDepthToSpace();
  registerDepthwise();
  registerDssim();
  registerIdentity();
  registerLeakyRelu();
  registerMatmuls();
  registerMaxPoolGradient();
  registerMirrorPadFold();
  registerPrelu();
  registerRows();
  registerSegmentSum();
  registerSoftmaxGradient();
  registerStandardise();
  registerSum();
  registerWeightedError();
  registerGradients();
  refuseMissingKernels();
}
