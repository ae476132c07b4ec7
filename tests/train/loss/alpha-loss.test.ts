import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { alphaLoss, type AlphaRule } from '../../../src/train/loss/alpha-loss.ts';
import { compare, on, TOLERANCE, useWasm } from '../../engine/backends.ts';
import { centralDifferences, scattered } from '../central-differences.ts';

beforeAll(useWasm);

const [HEIGHT, WIDTH] = [4, 5];
const AREA = HEIGHT * WIDTH;
/** Of two pictures. */
const ALPHA = scattered(2 * AREA, 37);

const pictures = (values: readonly number[]) =>
  tf.tensor4d([...values], [values.length / AREA, HEIGHT, WIDTH, 1]);
const compute = (values: readonly number[], rule: AlphaRule): tf.Tensor[] => {
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => alphaLoss(x as tf.Tensor4D, rule))(
    pictures(values),
  );
  return [value, grad];
};
const lossOf = async (values: readonly number[], rule: AlphaRule) =>
  (await on('wasm', () => compute(values, rule)))[0][0];

/** The loss by its definition, in loops and double precision. */
function oracle(values: readonly number[], rule: AlphaRule): number {
  const images = values.length / AREA;
  const down: number[] = [];
  const right: number[] = [];
  values.forEach((value, i) => {
    const [y, x] = [Math.floor(i / WIDTH) % HEIGHT, i % WIDTH];
    if (y < HEIGHT - 1) down.push(Math.abs(values[i + WIDTH] - value));
    if (x < WIDTH - 1) right.push(Math.abs(values[i + 1] - value));
  });
  const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
  const size =
    rule.kind === 'small'
      ? (0.0012 * sum(values)) / (images * AREA)
      : (0.012 * sum(values.map((value) => Math.max(0, rule.value - value)))) / (images * AREA);
  return size + 0.012 * (sum(down) / down.length + sum(right) / right.length);
}

/** No α is 0.405, where the hinge has its corner. */
const rules: readonly AlphaRule[] = [{ kind: 'small' }, { kind: 'at-least', value: 0.405 }];

test('the loss of α is what numpy gives', async () => {
  expect(await lossOf(ALPHA, rules[0])).toBeCloseTo(0.0101692, 7);
  expect(await lossOf(ALPHA, rules[1])).toBeCloseTo(0.0105865, 7);
});

test('an α that is the same everywhere costs as much as it is, or as it lacks', async () => {
  const flat = (alpha: number) => ALPHA.map(() => alpha);
  expect(await lossOf(flat(0.5), { kind: 'small' })).toBeCloseTo(0.5 * 0.0012, 8);
  expect(await lossOf(flat(0.1), { kind: 'at-least', value: 0.4 })).toBeCloseTo(0.3 * 0.012, 8);
  expect(await lossOf(flat(0.4), { kind: 'at-least', value: 0.4 })).toBeCloseTo(0, 8);
  expect(await lossOf(flat(0.9), { kind: 'at-least', value: 0.4 })).toBe(0);
});

describe.each(rules)('of the rule $kind', (rule) => {
  test('has the gradient of central differences', async () => {
    const [, gradient] = await on('wasm', () => compute(ALPHA, rule));
    const expected = centralDifferences((moved) => oracle(moved, rule), ALPHA, 1e-4);
    expected.forEach((slope, i) => {
      expect(gradient[i]).toBeCloseTo(slope, 6);
    });
    expect(Math.max(...expected)).toBeGreaterThan(3e-4);
  });

  test('is the same on wasm and on cpu, and so is its gradient', async () => {
    for (const error of await compare(() => compute(ALPHA, rule))) expect(error).toBeLessThan(TOLERANCE);
  });

  test('of a batch is the sum of its parts, each times its fraction of the batch', async () => {
    const [first, second] = [ALPHA.slice(0, AREA), ALPHA.slice(AREA)];
    const parts = [await lossOf(first, rule), await lossOf(second, rule)];
    expect((parts[0] + parts[1]) / 2).toBeCloseTo(await lossOf(ALPHA, rule), 7);
    expect(parts[0]).not.toBe(parts[1]);
  });
});
