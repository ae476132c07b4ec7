import '@tensorflow/tfjs-core/dist/ops/clip_by_value_test.js';
import '@tensorflow/tfjs-core/dist/ops/clone_test.js';
import '@tensorflow/tfjs-core/dist/ops/conv1d_test.js';
import '@tensorflow/tfjs-core/dist/ops/conv2d_test.js';
import '@tensorflow/tfjs-core/dist/ops/conv2d_transpose_test.js';
import '@tensorflow/tfjs-core/dist/ops/cumsum_test.js';
import '@tensorflow/tfjs-core/dist/ops/depth_to_space_test.js';
import '@tensorflow/tfjs-core/dist/ops/depthwise_conv2d_test.js';
import '@tensorflow/tfjs-core/dist/ops/fused/fused_conv2d_test.js';
import '@tensorflow/tfjs-core/dist/ops/fused/fused_depthwise_conv2d_test.js';
import '@tensorflow/tfjs-core/dist/ops/fused/fused_mat_mul_test.js';
import '@tensorflow/tfjs-core/dist/ops/gather_test.js';
import '@tensorflow/tfjs-core/dist/ops/image/resize_bilinear_test.js';
import '@tensorflow/tfjs-core/dist/ops/image/resize_nearest_neighbor_test.js';
import '@tensorflow/tfjs-core/dist/ops/leaky_relu_test.js';
import '@tensorflow/tfjs-core/dist/ops/mat_mul_test.js';
import '@tensorflow/tfjs-core/dist/ops/mirror_pad_test.js';
import '@tensorflow/tfjs-core/dist/ops/relu6_test.js';
import '@tensorflow/tfjs-core/dist/ops/sum_test.js';
import '@tensorflow/tfjs-core/dist/optimizers/adam_optimizer_test.js';
import { describe, expect, it } from 'vitest';
import { exclusions } from './exclusions.ts';
import { BROWSER_ENVS, ran } from './jasmine.ts';

describe("TensorFlow.js's own tests", () => {
  it('ran, all of them', () => {
    expect(ran.covered).toEqual({
      clone: 31,
      conv1d: 22,
      conv2d: 33,
      conv2dTranspose: 21,
      depthToSpace: BROWSER_ENVS() ? 6 : 5,
      'fused conv2d': 32,
      'fused matmul': 21,
      leakyrelu: 10,
      matmul: 46,
      matmulBatch: 14,
      dot: 11,
      sum: 20,
      clipByValue: 15,
      relu6: 4,
      cumsum: 15,
      gather: 50,
      mirrorPad: 10,
      depthwiseConv2D: 32,
      'fused depthwiseConv2D': 13,
      'depthwiseConv2d gradients': 9,
      resizeBilinear: 15,
      'resizeBilinear gradients': 23,
      resizeNearestNeighbor: 16,
      'resizeNearestNeighbor gradients': 20,
      AdamOptimizer: 3,
    });
  });

  it('ran on our kernels, but for what those do not cover', () => {
    expect(ran.passedOn.sort()).toEqual([
      // Dilations.
      'conv1d: conv1d input=14x1,d2=1,f=3x1x1,s=1,d=3,p=valid',
      'conv1d: conv1d input=4x1,d2=1,f=2x1x1,s=1,d=2,p=valid',
      'conv2d: x=[4,4,1] f=[2,2,1,1] s=1 d=2 p=0',
      // An output's gradient of another size than the output.
      'conv2dTranspose: input=8x8x8,output=4x4x8,f=8,s=1,inDepth=8,p=same vec4',
      'leakyrelu: int32',
      // Nothing to multiply.
      'matmul: (a * b) * c where a has zero in its shape, so a*b does also',
      'matmul: a * b where a has zero in its shape',
      // Batches of [2, 2] and of [2].
      'matmulBatch: A has more batch dimensions than B',
    ]);
  });

  it('have each test that is excluded, and once', () => {
    expect(ran.excluded.sort()).toEqual([...exclusions.keys()].sort());
  });
});
