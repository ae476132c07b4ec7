import * as tf from '@tensorflow/tfjs';
import { register, registerGradient } from './register.ts';

interface Blocks {
  readonly blockSize: number;
  readonly dataFormat: 'NHWC' | 'NCHW';
}

type Images = [number, number, number, number];

/** Its inverse is no kernel of TensorFlow.js; ours goes under a name of its own. */
const SPACE_TO_DEPTH = 'SpaceToDepth';

export function registerDepthToSpace(): void {
  register<Blocks>('DepthToSpace', ({ heap, inputs, attrs: { blockSize: block, dataFormat }, fallback }) => {
    const x = inputs['x']!;
    const [batch, height, width, depth] = x.shape as Images;
    if (dataFormat !== 'NHWC' || x.dtype !== 'float32') return fallback();
    const channels = depth / block ** 2;
    const y = heap.output([batch, height * block, width * block, channels]);
    heap.kernels.depthToSpace(heap.address(x), batch * height, width, block, channels, heap.address(y));
    return y;
  });

  register<Blocks>(SPACE_TO_DEPTH, ({ heap, inputs, attrs: { blockSize: block } }) => {
    const y = inputs['y']!;
    const [batch, height, width, channels] = y.shape as Images;
    const [rows, columns] = [height / block, width / block];
    const x = heap.output([batch, rows, columns, channels * block ** 2]);
    heap.kernels.spaceToDepth(heap.address(y), batch * rows, columns, block, channels, heap.address(x));
    return x;
  });
}

/** The gradient that TensorFlow.js lacks, on every backend. */
export function registerDepthToSpaceGradient(): void {
  registerGradient({
    kernelName: 'DepthToSpace',
    gradFunc: (dy, _, attrs) => {
      const { blockSize: block, dataFormat } = attrs as unknown as Blocks;
      return { x: () => spaceToDepth(dy as tf.Tensor4D, block, dataFormat) };
    },
  });

  // For second derivatives: each is the other's gradient.
  registerGradient({
    kernelName: SPACE_TO_DEPTH,
    gradFunc: (dx, _, attrs) => {
      const { blockSize, dataFormat } = attrs as unknown as Blocks;
      return { y: () => tf.depthToSpace(dx as tf.Tensor4D, blockSize, dataFormat) };
    },
  });
}

/** The gradient, on any backend: the kernel where it is registered, else a reshape and a transpose. */
function spaceToDepth(y: tf.Tensor4D, block: number, dataFormat: Blocks['dataFormat']): tf.Tensor4D {
  if (dataFormat === 'NHWC' && tf.getBackend() === 'wasm') {
    return tf.engine().runKernel(SPACE_TO_DEPTH, { y }, { blockSize: block, dataFormat });
  }
  return tf.tidy(() => {
    const nhwc = dataFormat === 'NHWC' ? y : tf.transpose(y, [0, 2, 3, 1]);
    const [batch, height, width, channels] = nhwc.shape;
    const [rows, columns] = [height / block, width / block];
    const blocks = tf.reshape(nhwc, [batch * rows, block, columns, block * channels]);
    const shape: Images = [batch, rows, columns, channels * block ** 2];
    const x = tf.reshape<tf.Rank.R4>(tf.transpose(blocks, [0, 2, 1, 3]), shape);
    return dataFormat === 'NHWC' ? x : tf.transpose(x, [0, 3, 1, 2]);
  });
}
