import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { convolve as convolveDirectly } from '../../src/engine/kernels/convolution/convolve.ts';
import {
  convolutionOf,
  filterShape,
  inputShape,
  outputShape,
  type Convolution,
} from '../../src/engine/kernels/convolution/geometry.ts';
import { heapOf } from '../../src/engine/kernels/register.ts';
import { winogradConvolve } from '../../src/engine/kernels/convolution/winograd.ts';
import { convolveByDefinition } from './convolution-by-definition.ts';
import { compare, on, random, RUNS, seeds, TOLERANCE, useWasm, worstError } from './backends.ts';

type Padding = 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];

interface Case {
  batch: number;
  height: number;
  width: number;
  channels: number;
  filters: number;
  kernel: [number, number];
  stride: [number, number];
  pad: Padding;
  seed: number;
}

const channels = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  // Whole panels, and what Winograd is used for.
  fc.constantFrom(3, 8, 9, 12, 16, 24, 33),
);

const around = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));

/** Half of them of the shapes for which there is a faster way: Winograd's, and images with few channels. */
const convolutions: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 13 }),
    width: fc.integer({ min: 1, max: 13 }),
    channels,
    filters: channels,
    form: fc.oneof(
      fc.constantFrom([3, 3, 1, 1], [5, 5, 2, 2], [5, 5, 1, 1]),
      fc.tuple(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
      ),
    ),
    pad: fc.oneof(
      fc.constantFrom<Padding>('same', 'valid'),
      fc.tuple(around, around).map(([y, x]): Padding => [[0, 0], y, x, [0, 0]]),
    ),
    seed: seeds,
  })
  .map(({ form: [ky, kx, sy, sx], ...rest }): Case => ({ ...rest, kernel: [ky, kx], stride: [sy, sx] }))
  .filter(({ height, width, kernel, pad }) => {
    if (pad === 'same') return true;
    const [y, x] =
      pad === 'valid'
        ? [
            [0, 0],
            [0, 0],
          ]
        : [pad[1], pad[2]];
    return height + y[0] + y[1] >= kernel[0] && width + x[0] + x[1] >= kernel[1];
  });

/** The only output pixel sees none of the image. */
const onlyPadding: Case = {
  batch: 1,
  height: 1,
  width: 1,
  channels: 3,
  filters: 1,
  kernel: [1, 1],
  stride: [1, 3],
  pad: [
    [0, 0],
    [0, 0],
    [2, 0],
    [0, 0],
  ],
  seed: 1,
};

const operands = ({ batch, height, width, channels, filters, kernel, seed }: Case) => ({
  x: random([batch, height, width, channels], seed) as tf.Tensor4D,
  w: random([...kernel, channels, filters], seed + 1) as tf.Tensor4D,
});

const convolve = (x: tf.Tensor4D, w: tf.Tensor4D, { stride, pad }: Case) => tf.conv2d(x, w, stride, pad);

/** A convolution without and with a bias, as layers have it, and the gradients of both factors. */
function convolved(given: Case): tf.Tensor[] {
  const { x, w } = operands(given);
  const y = convolve(x, w, given);
  const bias = random([given.filters], given.seed + 3);
  const biased = tf.fused.conv2d({ x, filter: w, strides: given.stride, pad: given.pad, bias });
  const dy = random(y.shape, given.seed + 2);
  const [dx, dw] = tf.grads((x, w) =>
    tf.sum(tf.mul(convolve(x as tf.Tensor4D, w as tf.Tensor4D, given), dy)),
  )([x, w]);
  return [y, biased, dx, dw];
}

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
  it('with and without a bias, and both its gradients, are what the cpu backend computes, whatever the shapes', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (given) => {
        const errors = await compare(() => convolved(given));
        for (const error of errors) expect(error).toBeLessThan(TOLERANCE);
      }),
      { numRuns: RUNS, examples: [[onlyPadding]] },
    );
  });

  it('changes with its input and its weights as its gradients say (it is linear in each)', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (given) => {
        await on('wasm', () => {
          const { x, w } = operands(given);
          const dy = random(convolve(x, w, given).shape, given.seed + 2);
          const loss = (x: tf.Tensor, w: tf.Tensor) =>
            tf.sum(tf.mul(convolve(x as tf.Tensor4D, w as tf.Tensor4D, given), dy));
          const [dx, dw] = tf.grads(loss)([x, w]) as [tf.Tensor, tf.Tensor];
          const stepX = random(x.shape, given.seed + 3);
          const stepW = random(w.shape, given.seed + 4);
          const value = (t: tf.Tensor) => t.dataSync()[0];
          const scale = (a: tf.Tensor, b: tf.Tensor) => value(tf.sum(tf.abs(tf.mul(a, b))));
          const changeX = value(loss(tf.add(x, stepX), w)) - value(loss(x, w));
          const changeW = value(loss(x, tf.add(w, stepW))) - value(loss(x, w));
          const slack = 1e-4 * (scale(dx, stepX) + scale(dw, stepW) + scale(dx, x) + 1e-3);
          expect(Math.abs(changeX - value(tf.sum(tf.mul(dx, stepX))))).toBeLessThan(slack);
          expect(Math.abs(changeW - value(tf.sum(tf.mul(dw, stepW))))).toBeLessThan(slack);
          return [];
        });
      }),
      { numRuns: RUNS },
    );
  });

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

  it('adds its bias and applies its activation', async () => {
    const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;
    for (const activation of activations) {
      for (const bias of [[11], [1, 1, 11], [1], []]) {
        const errors = await compare(() => [
          tf.fused.conv2d({
            x: random([2, 7, 6, 8], 1) as tf.Tensor4D,
            filter: random([3, 3, 8, 11], 2) as tf.Tensor4D,
            strides: 1,
            pad: 'same',
            bias: random(bias, 3),
            activation,
            leakyreluAlpha: 0.3,
            ...(activation === 'prelu' && { preluActivationWeights: random([11], 4) }),
          }),
        ]);
        expect(errors[0], `${activation}, bias [${bias.join()}]`).toBeLessThan(TOLERANCE);
      }
    }
  });

  it('with few outputs starts from its bias too', async () => {
    const errors = await compare(() => [
      tf.fused.conv2d({
        x: random([2, 16, 12, 16], 1) as tf.Tensor4D,
        filter: random([5, 5, 16, 3], 2) as tf.Tensor4D,
        strides: 1,
        pad: 'same',
        bias: random([3], 3),
      }),
    ]);
    expect(errors[0]).toBeLessThan(TOLERANCE);
  });

  it('with a kernel larger than the image is refused', async () => {
    await useWasm();
    const shapes = [
      [3, 1],
      [5, 2],
    ] as const;
    for (const [kernel, side] of shapes) {
      tf.tidy(() => {
        const x = tf.zeros<tf.Rank.R4>([1, side, side, 8]);
        const w = tf.zeros<tf.Rank.R4>([kernel, kernel, 8, 8]);
        expect(() => tf.conv2d(x, w, 1, 'valid')).toThrow(/does not fit into/);
      });
    }
  });

  it('with dilations is left to the stock kernel; its gradients say what they do not cover', async () => {
    const errors = await compare(() => [
      tf.conv2d(
        random([1, 9, 9, 4], 1) as tf.Tensor4D,
        random([3, 3, 4, 5], 2) as tf.Tensor4D,
        1,
        'same',
        'NHWC',
        2,
      ),
    ]);
    expect(errors[0]).toBeLessThan(TOLERANCE);
    await useWasm();
    const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NCHW', filterShape: [3, 3, 4, 5] };
    const inputs = tf.tidy(() => ({ x: tf.zeros([1, 4, 9, 9]), dy: tf.zeros([1, 5, 9, 9]) }));
    expect(() => tf.engine().runKernel('Conv2DBackpropFilter', inputs, attrs)).toThrow(
      /does not cover data format NCHW/,
    );
    tf.dispose(inputs);
  });

  it('refuses a gradient of another shape than the output, instead of reading past it', () => {
    const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC' };
    const [x, dy, filter] = tf.tidy(() => [
      tf.zeros([1, 4, 4, 2]),
      tf.zeros([1, 2, 2, 3]),
      tf.zeros([3, 3, 2, 3]),
    ]);
    const run = (kernel: string, inputs: tf.NamedTensorMap, more: object) => () =>
      tf.engine().runKernel(kernel, inputs, { ...attrs, ...more });
    expect(run('Conv2DBackpropFilter', { x: x, dy: dy }, { filterShape: [3, 3, 2, 3] })).toThrow(
      "dy is [1, 2, 2, 3], but the convolution's output is [1, 4, 4, 3]",
    );
    expect(run('Conv2DBackpropInput', { dy: dy, filter: filter }, { inputShape: [1, 4, 4, 2] })).toThrow(
      "dy is [1, 2, 2, 3], but the convolution's output is [1, 4, 4, 3]",
    );
    tf.dispose([x, dy, filter]);
  });
});
