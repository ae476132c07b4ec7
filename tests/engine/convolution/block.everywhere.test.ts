import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { convolutionBlock, type BlockOptions } from '../../../src/engine/kernels/convolution/block.ts';
import { on, random, TOLERANCE, useWasm, worstError } from '../backends.ts';

const side = fc.integer({ min: 1, max: 9 });

const blocks = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: side,
  width: side,
  channels: fc.constantFrom(1, 3, 8, 12, 13),
  // Whole vectors of channels, and others; a shuffle takes four times as many.
  filters: fc.constantFrom(1, 2, 3, 4, 6, 9),
  form: fc.constantFrom<[number, number]>([3, 1], [5, 2], [5, 1], [2, 1]),
  activation: fc.constantFrom<[BlockOptions['activation'], number]>(
    ['leakyRelu', 0.1],
    ['leakyRelu', 0.3],
    ['linear', 1],
    ['sigmoid', 1],
  ),
  shuffled: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1000 }),
});

/** Its bias has a gradient 200 times smaller than the numbers that it is the sum of. */
const cancelling: Case = {
  batch: 2,
  height: 3,
  width: 9,
  channels: 12,
  filters: 1,
  form: [5, 2],
  activation: ['sigmoid', 1],
  shuffled: false,
  seed: 993,
};

type Case = typeof blocks extends fc.Arbitrary<infer Value> ? Value : never;
type Block = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor, options: BlockOptions) => tf.Tensor;

/** By TensorFlow.js's own operations. */
const composed: Block = (x, filter, bias, { strides, activation, slope, shuffled }) => {
  const z = tf.add(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, 'same'), bias);
  const y =
    activation === 'leakyRelu' ? tf.leakyRelu(z, slope) : activation === 'sigmoid' ? tf.sigmoid(z) : z;
  return shuffled ? tf.depthToSpace(y as tf.Tensor4D, 2, 'NHWC') : y;
};

const optionsOf = ({ form: [, stride], activation: [activation, slope], shuffled }: Case): BlockOptions => ({
  strides: [stride, stride],
  activation,
  slope,
  shuffled: shuffled && activation !== 'sigmoid',
});

/** The output, and the gradients of input, weights and bias. */
function compute(block: Block, given: Case): tf.Tensor[] {
  const { batch, height, width, channels, form, seed } = given;
  const options = optionsOf(given);
  const filters = given.filters * (options.shuffled ? 4 : 1);
  const operands = [
    random([batch, height, width, channels], seed),
    random([form[0], form[0], channels, filters], seed + 1),
    random([filters], seed + 2),
  ] as [tf.Tensor, tf.Tensor, tf.Tensor];
  const y = block(...operands, options);
  const dy = random(y.shape, seed + 3);
  const loss = (...now: tf.Tensor[]) => tf.sum(tf.mul(block(...(now as typeof operands), options), dy));
  return [y, ...tf.grads(loss)(operands)];
}

beforeAll(useWasm);

describe('a block of a network', () => {
  it('has the values and the gradients of its operations on the cpu backend, whatever the shapes', async () => {
    await fc.assert(
      fc.asyncProperty(blocks, async (given) => {
        const expected = await on('cpu', () => compute(composed, given));
        const actual = await on('wasm', () => compute(convolutionBlock, given));
        // Of what is summed: numbers near 1, and in a gradient of a sigmoid a fraction of that.
        const size = given.activation[0] === 'sigmoid' ? 0.1 : 1;
        actual.forEach((values, i) => {
          expect(worstError(values, expected[i], size), `tensor ${i}`).toBeLessThan(TOLERANCE);
        });
      }),
      { numRuns: 60, examples: [[cancelling]] },
    );
  });

  it('changes as its gradients say', async () => {
    await fc.assert(
      fc.asyncProperty(blocks, async (given) => {
        await on('wasm', () => {
          const options = optionsOf(given);
          const [y, ...gradients] = compute(convolutionBlock, given);
          const { batch, height, width, channels, form, seed } = given;
          const filters = given.filters * (options.shuffled ? 4 : 1);
          // The bias alone moves: far enough to tell from rounding, and so little that few values cross zero.
          const x = random([batch, height, width, channels], seed);
          const filter = random([form[0], form[0], channels, filters], seed + 1);
          const bias = random([filters], seed + 2);
          const dy = random(y.shape, seed + 3);
          const step = tf.mul(random([filters], seed + 4), 2 ** -9);
          const value = (b: tf.Tensor) =>
            tf.sum(tf.mul(convolutionBlock(x, filter, b, options), dy)).dataSync()[0];
          const change = (value(tf.add(bias, step)) - value(tf.sub(bias, step))) / 2;
          const predicted = tf.sum(tf.mul(gradients[2], step)).dataSync()[0];
          const scale = tf.sum(tf.abs(dy)).dataSync()[0] * 2 ** -9 + 1e-3;
          expect(Math.abs(change - predicted)).toBeLessThan(0.02 * scale);
          return [];
        });
      }),
      { numRuns: 30 },
    );
  });

  it('computes no gradient of an input that none is asked of', async () => {
    await useWasm();
    const kernel = tf.getKernel('Conv2DBackpropInput', 'wasm');
    let calls = 0;
    tf.unregisterKernel('Conv2DBackpropInput', 'wasm');
    tf.registerKernel({ ...kernel, kernelFunc: (given) => (calls++, kernel.kernelFunc(given)) });
    const [x, filter, bias] = tf.tidy(() => [
      random([1, 4, 4, 8], 1),
      random([3, 3, 8, 8], 2),
      random([8], 3),
    ]);
    const options: BlockOptions = { strides: [1, 1], activation: 'linear', slope: 1, shuffled: false };
    const run = (first: tf.Tensor, second: tf.Tensor) =>
      tf.sum(convolutionBlock(first, second, bias, options));
    try {
      tf.tidy(() => tf.grad((w: tf.Tensor) => run(x, w))(filter));
      expect(calls).toBe(0);
      tf.tidy(() => tf.grad((images: tf.Tensor) => run(images, filter))(x));
      expect(calls).toBe(1);
    } finally {
      tf.unregisterKernel('Conv2DBackpropInput', 'wasm');
      tf.registerKernel(kernel);
      tf.dispose([x, filter, bias]);
    }
  });
});
