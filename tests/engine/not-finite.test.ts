import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { on, random, useWasm } from './backends.ts';
import { differentiableOps } from './differentiable-ops.ts';

/** Random values, but for one. */
function withOne(bad: number, shape: number[], seed: number): tf.Tensor {
  const values = random(shape, seed).dataSync().slice();
  values[seed % values.length] = bad;
  return tf.tensor(values, shape);
}

/** XNNPACK's pooling and depthwise convolution give −∞ for NaN. */
const MAY_BE_INFINITE = ['avgPool', 'depthwiseConv2d', 'separableConv2d'];

beforeAll(useWasm);

describe('what is not finite in an operand is not finite in the value and the gradients of', () => {
  it.each(Object.entries(differentiableOps))('%s, wherever the cpu backend says so', async (name, op) => {
    const examples = fc.record({
      example: op.examples,
      bad: fc.constantFrom(NaN, Infinity, -Infinity),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    await fc.assert(
      fc.asyncProperty(examples, async ({ example: { shapes, apply, label }, bad, seed }) => {
        const compute = () => {
          const operands = shapes.map((shape, i) => {
            const drawn = i === seed % shapes.length ? withOne(bad, shape, seed) : random(shape, seed + i);
            return op.positive ? tf.add(tf.abs(drawn), 0.5) : drawn;
          });
          const y = apply(...operands);
          const dy = random(y.shape, seed + 100);
          return [y, ...tf.grads((...operands) => tf.sum(tf.mul(apply(...operands), dy)))(operands)];
        };
        const expected = await on('cpu', compute);
        const actual = await on('wasm', compute);
        actual.forEach((values, i) => {
          const hidden = values.findIndex((value, j) =>
            Number.isNaN(expected[i][j]) && !MAY_BE_INFINITE.includes(name)
              ? !Number.isNaN(value)
              : !Number.isFinite(expected[i][j]) && Number.isFinite(value),
          );
          expect(hidden, `${bad} in ${label}: ${values[hidden]} for ${expected[i][hidden]}`).toBe(-1);
        });
      }),
      { numRuns: 10 },
    );
  });
});

describe('one value that is not finite', () => {
  /** Rows and columns of the outputs that are not finite, over all channels. */
  const reach = (
    y: Float32Array,
    side: number,
    channels: number,
  ): { rows: Set<number>; columns: Set<number> } => {
    const found = { rows: new Set<number>(), columns: new Set<number>() };
    y.forEach((value, i) => {
      if (Number.isFinite(value)) return;
      const pixel = Math.floor(i / channels);
      found.rows.add(Math.floor(pixel / side));
      found.columns.add(pixel % side);
    });
    return found;
  };

  it('spreads in a 3 × 3 convolution over its tile of 4 × 4 and the outputs that see it, and no further', async () => {
    const [side, channels] = [16, 8];
    const infinite = (row: number, column: number) => () => {
      const values = new Float32Array(side * side * channels).fill(1);
      values[(row * side + column) * channels] = Infinity;
      const x = tf.tensor4d(values, [1, side, side, channels]);
      return [tf.conv2d(x, random([3, 3, channels, channels], 1) as tf.Tensor4D, 1, 'same')];
    };
    const expectedReach = (at: number): Set<number> => {
      const tile = 4 * Math.floor(at / 4);
      const outputs = [tile, tile + 1, tile + 2, tile + 3, at - 1, at, at + 1];
      return new Set(outputs.filter((output) => output >= 0 && output < side));
    };
    for (const [row, column] of [
      [5, 6],
      [7, 8],
      [0, 15],
    ]) {
      const [actual] = await on('wasm', infinite(row, column));
      const [expected] = await on('cpu', infinite(row, column));
      const found = reach(actual, side, channels);
      expect(found).toEqual({ rows: expectedReach(row), columns: expectedReach(column) });
      expected.forEach((value, i) => {
        if (!Number.isFinite(value)) expect(Number.isFinite(actual[i])).toBe(false);
      });
    }
  });

  it('takes the gradient of a window of max pooling, as its greatest', async () => {
    const [dx] = await on('wasm', () => {
      const x = tf.tensor4d([1, NaN, 3, 2], [1, 2, 2, 1]);
      return [tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'))(x, tf.fill([1, 1, 1, 1], 5))];
    });
    expect([...dx]).toEqual([0, 5, 0, 0]);
  });

  it('stays what it is through fused convolutions and products, whatever the activation', async () => {
    for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const) {
      const outputs = await on('wasm', () => {
        const x = tf.tensor4d([1, NaN, 3, 2], [1, 2, 2, 1]);
        const filter = tf.ones<tf.Rank.R4>([2, 2, 1, 1]);
        const fused = { x, filter, strides: 1, pad: 'valid', activation } as const;
        const a = tf.reshape<tf.Rank.R2>(x, [1, 4]);
        return [
          tf.fused.conv2d(fused),
          tf.fused.depthwiseConv2d(fused),
          tf.fused.matMul({ a, b: tf.ones<tf.Rank.R2>([4, 1]), activation }),
        ];
      });
      expect(
        outputs.map(([value]) => value),
        activation,
      ).toEqual([NaN, NaN, NaN]);
    }
  });
});
