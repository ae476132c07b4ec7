import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { convolve as convolveDirectly } from '../../../src/engine/kernels/convolution/convolve.ts';
import {
  convolutionOf,
  filterShape,
  inputShape,
  outputShape,
  type Convolution,
} from '../../../src/engine/kernels/convolution/geometry.ts';
import { heapOf } from '../../../src/engine/kernels/register.ts';
import { winogradConvolve } from '../../../src/engine/kernels/convolution/winograd.ts';
import { on, random, TOLERANCE, useWasm, worstError } from '../backends.ts';
import { convolved, operands, type Case } from './case.ts';
import { convolveByDefinition } from './convolution-by-definition.ts';

/** As {@link convolved}, by the definition. */
const byDefinition = (given: Case): Float32Array[] =>
  tf.tidy(() => {
    const { x, w } = operands(given);
    const { outShape } = tf.backend_util.computeConv2DInfo(x.shape, w.shape, given.stride, 1, 'same');
    return convolveByDefinition({
      ...{ x, w, stride: given.stride, pad: 'same' },
      dy: random(outShape, given.seed + 2) as tf.Tensor4D,
      bias: random([given.filters], given.seed + 3) as tf.Tensor1D,
    });
  });

beforeAll(useWasm);

describe('a convolution', () => {
  it('with few tiles and many channels, and with many tiles, is cut into pieces rightly', async () => {
    const sizes: Partial<Case>[] = [
      { height: 4, width: 4, channels: 150, filters: 70, kernel: [3, 3], stride: [1, 1] },
      { height: 9, width: 8, channels: 140, filters: 40, kernel: [5, 5], stride: [2, 2] },
      { height: 40, width: 36, channels: 9, filters: 72, kernel: [3, 3], stride: [1, 1] },
      { batch: 4, height: 64, width: 64, channels: 32, filters: 8, kernel: [5, 5], stride: [2, 2] },
      { height: 66, width: 64, channels: 12, filters: 17, kernel: [5, 5], stride: [2, 2] },
      { batch: 1, height: 176, width: 176, channels: 8, filters: 8, kernel: [3, 3], stride: [1, 1] },
    ];
    for (const size of sizes) {
      const given = { batch: 2, pad: 'same', seed: 7, ...size } as Case;
      const expected = byDefinition(given);
      const found = await on('wasm', () => convolved(given));
      found.forEach((values, i) => {
        expect(worstError(values, expected[i])).toBeLessThan(TOLERANCE);
      });
    }
  });

  it('by its definition is what the cpu backend computes', async () => {
    for (const stride of [
      [1, 1],
      [2, 3],
    ] as [number, number][]) {
      const given: Case = {
        ...{ batch: 2, height: 7, width: 6, channels: 3, filters: 4, kernel: [3, 2], stride },
        ...{ pad: 'same', seed: 5 },
      };
      const expected = byDefinition(given);
      const found = await on('cpu', () => convolved(given));
      found.forEach((values, i) => {
        expect(worstError(values, expected[i])).toBeLessThan(TOLERANCE);
      });
    }
  });

  it('with more weights than are transformed at a time is what it is without transforms', async () => {
    await useWasm();
    const heap = heapOf(tf.backend());
    const attributes = { strides: 1, pad: 'same', dataFormat: 'NHWC' } as const;
    const g = convolutionOf([1, 36, 36, 512], [3, 3, 512, 472], attributes) as Convolution;
    const [x, w, y, z] = tf.tidy(() => [
      random(inputShape(g), 1),
      random(filterShape(g), 2),
      tf.zeros(outputShape(g)),
      tf.zeros(outputShape(g)),
    ]);
    convolveDirectly(heap, g, heap.address(x), heap.address(w), heap.address(y));
    winogradConvolve(heap, g, heap.address(x), heap.address(w), heap.address(z));
    expect(worstError(heap.view(z), heap.view(y))).toBeLessThan(TOLERANCE);
    tf.dispose([x, w, y, z]);
  });
});
