import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ssim } from '../../../src/evaluate/metrics/ssim.ts';
import { Random } from '../../../src/faces/index.ts';
import { lossOf } from '../../../src/train/loss/losses.ts';
import { lossNames } from '../../../src/train/config/names.ts';
import { compare, on, TOLERANCE, useWasm } from '../../engine/backends.ts';

type Values = Float32Array | Float64Array;

interface Pictures {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly reconstruction: Values;
  readonly targets: Values;
  readonly weights: Values;
}

/**
 * Noise on slopes: reconstruction and target are correlated, as faces are. With one channel, repeated three
 * times, they are grey.
 */
function pictures(batch: number, height: number, width: number, channels = 3): Pictures {
  const random = new Random(batch * height + width);
  const slope = (i: number) => 0.2 + 0.5 * ((Math.floor(i / 3) % width) / width);
  const noisy = () => {
    const noise = Array.from({ length: batch * height * width * channels }, () => 0.25 * random.unit());
    return Float32Array.from(
      { length: batch * height * width * 3 },
      (_, i) => slope(i) + noise[Math.floor((i * channels) / 3)],
    );
  };
  const weights = Float32Array.from({ length: batch * height * width }, () => 0.1 + random.unit());
  return { batch, height, width, reconstruction: noisy(), targets: noisy(), weights };
}

type LossConfig = Parameters<typeof lossOf>[0];

const CONFIGS: readonly LossConfig[] = [
  ...lossNames.map((loss) => ({ loss, dssimWeight: 0 })),
  { loss: 'mae', dssimWeight: 0.7 },
];

/** A loss, and its gradient for each value of the reconstruction. */
function compute(
  config: LossConfig,
  { batch, height, width, reconstruction, targets, weights }: Pictures,
): tf.Tensor[] {
  const rgb = (values: Values) => tf.tensor4d(Float32Array.from(values), [batch, height, width, 3]);
  const counts = tf.tensor4d(Float32Array.from(weights), [batch, height, width, 1]);
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
    lossOf(config)(x as tf.Tensor4D, rgb(targets), counts),
  )(rgb(reconstruction));
  return [value, grad];
}

/** The losses as their definitions say, in loops and double precision. */
function oracle({ loss, dssimWeight }: LossConfig, p: Pictures): number {
  const { batch, height, width, reconstruction, targets, weights } = p;
  let mean = 0;
  for (let image = 0; image < batch; image++) {
    let sum = 0;
    let all = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const pixel = (image * height + y) * width + x;
        for (let c = 0; c < 3; c++) {
          const off = reconstruction[3 * pixel + c] - targets[3 * pixel + c];
          const error =
            loss === 'dssim'
              ? dssimAt(p, image, y, x, (at) => at[c])
              : { mae: Math.abs(off), mse: off * off }[loss];
          sum += weights[pixel] * error;
        }
        if (dssimWeight > 0) {
          sum += 3 * weights[pixel] * dssimWeight * dssimAt(p, image, y, x, ([r, g, b]) => (r + g + b) / 3);
        }
        all += 3 * weights[pixel];
      }
    }
    mean += sum / all / batch;
  }
  return mean;
}

/**
 * (1 − SSIM) / 2 by the definitions of mean, variance and covariance under a window of 11 × 11.
 * @param valueOf what is compared: one channel of a colour, or its brightness.
 */
function dssimAt(
  { height, width, reconstruction, targets }: Pictures,
  image: number,
  y: number,
  x: number,
  valueOf: (colour: Values) => number,
): number {
  const window: { weight: number; a: number; b: number }[] = [];
  for (let v = Math.max(0, y - 5); v <= Math.min(height - 1, y + 5); v++) {
    for (let u = Math.max(0, x - 5); u <= Math.min(width - 1, x + 5); u++) {
      const at = 3 * ((image * height + v) * width + u);
      const weight = Math.exp(-((u - x) ** 2 + (v - y) ** 2) / (2 * 1.5 ** 2));
      const [a, b] = [reconstruction, targets].map((values) => valueOf(values.subarray(at, at + 3)));
      window.push({ weight, a, b });
    }
  }
  const all = window.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (value: (at: { a: number; b: number }) => number) =>
    window.reduce((sum, at) => sum + (at.weight / all) * value(at), 0);
  const [a, b] = [mean((at) => at.a), mean((at) => at.b)];
  const varianceA = mean((at) => (at.a - a) ** 2);
  const varianceB = mean((at) => (at.b - b) ** 2);
  const covariance = mean((at) => (at.a - a) * (at.b - b));
  const luminance = (2 * a * b + 1e-4) / (a * a + b * b + 1e-4);
  return (1 - (luminance * (2 * covariance + 9e-4)) / (varianceA + varianceB + 9e-4)) / 2;
}

beforeAll(useWasm);

describe.each(CONFIGS)('$loss with $dssimWeight dssim of brightness', (config) => {
  const p = pictures(3, 14, 17);

  test('is what its definition says, over pixels by their weights', async () => {
    const expected = oracle(config, p);
    expect(expected).toBeGreaterThan(0.001);
    for (const backend of ['wasm', 'cpu'] as const) {
      const [[value]] = await on(backend, () => compute(config, p));
      expect(Math.abs(value / expected - 1), backend).toBeLessThan(1e-4);
    }
  });

  test('is 0 where nothing is off', async () => {
    const [[value]] = await on('wasm', () => compute(config, { ...p, reconstruction: p.targets }));
    expect(Math.abs(value)).toBeLessThan(1e-6);
  });

  test('has the gradient of its definition', async () => {
    const [, gradient] = await on('wasm', () => compute(config, p));
    const random = new Random(7);
    const step = 1e-4;
    for (let i = 0; i < 4; i++) {
      // Along one way of all, away from where the absolute error has a corner.
      const way = p.reconstruction.map((value, at) =>
        Math.abs(value - p.targets[at]) < step ? 0 : random.unit() - 0.5,
      );
      const moved = (by: number) => {
        const reconstruction = Float64Array.from(p.reconstruction, (value, at) => value + by * way[at]);
        return oracle(config, { ...p, reconstruction });
      };
      const expected = (moved(step) - moved(-step)) / (2 * step);
      const found = gradient.reduce((sum, value, at) => sum + value * way[at], 0);
      expect(Math.abs(found - expected)).toBeLessThan(1e-3 * Math.hypot(...gradient));
    }
  });

  test('is the same on the wasm backend and on cpu, and so is its gradient', async () => {
    for (const error of await compare(() => compute(config, p))) expect(error).toBeLessThan(TOLERANCE);
  });

  test('of a batch is the sum of its slices’ losses, each times its fraction of the batch', async () => {
    const part = (first: number, end: number): Pictures => {
      const cut = (values: Float32Array | Float64Array, channels: number) =>
        values.slice(first * p.height * p.width * channels, end * p.height * p.width * channels);
      return {
        ...p,
        batch: end - first,
        reconstruction: cut(p.reconstruction, 3),
        targets: cut(p.targets, 3),
        weights: cut(p.weights, 1),
      };
    };
    const [[whole], [one], [two]] = await on('wasm', () =>
      [p, part(0, 1), part(1, 3)].map((pictures) => compute(config, pictures)[0]),
    );
    expect(one / 3 + (two * 2) / 3).toBeCloseTo(whole, 6);
    expect(Math.abs(one - two)).toBeGreaterThan(1e-4);
  });

  test('of an image whose weights are all zero is 0, and so is its gradient', async () => {
    const area = p.height * p.width;
    const weights = p.weights.map((weight, i) => (Math.floor(i / area) === 1 ? 0 : weight));
    const [[loss], gradient] = await on('wasm', () => compute(config, { ...p, weights }));
    const [[rest]] = await on('wasm', () =>
      compute(config, {
        ...p,
        batch: 2,
        reconstruction: Float32Array.from(p.reconstruction).filter(
          (_, i) => Math.floor(i / (3 * area)) !== 1,
        ),
        targets: Float32Array.from(p.targets).filter((_, i) => Math.floor(i / (3 * area)) !== 1),
        weights: Float32Array.from(p.weights).filter((_, i) => Math.floor(i / area) !== 1),
      }),
    );
    expect(loss).toBeCloseTo((rest * 2) / 3, 6);
    expect(gradient.every(Number.isFinite)).toBe(true);
    expect(gradient.slice(3 * area, 6 * area).every((value) => value === 0)).toBe(true);
    const [[nothing]] = await on('wasm', () => compute(config, { ...p, weights: weights.fill(0) }));
    expect(nothing).toBe(0);
  });

  test('keeps no tensor but the loss', () => {
    const ones = tf.ones<tf.Rank.R4>([1, 8, 8, 3]);
    const weights = tf.ones<tf.Rank.R4>([1, 8, 8, 1]);
    const before = tf.memory().numTensors;
    const loss = lossOf(config)(ones, ones, weights);
    expect(loss.shape).toEqual([]);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([ones, weights, loss]);
  });
});

test('dssim is what the evaluation calls SSIM, where no window reaches over the edge', async () => {
  const [height, width] = [30, 24];
  const grey = pictures(1, height, width, 1);
  const inner = (i: number) =>
    Math.min(i % width, Math.floor(i / width), width - 1 - (i % width), height - 1 - Math.floor(i / width)) >=
    5;
  const weights = grey.weights.map((weight, i) => (inner(i) ? weight : 0));
  const [[loss]] = await on('wasm', () => compute({ loss: 'dssim', dssimWeight: 0 }, { ...grey, weights }));
  const levels = (values: Values) => Float32Array.from(values, (value) => 255 * value);
  const expected = ssim(levels(grey.reconstruction), levels(grey.targets), width, height, levels(weights));
  expect(loss).toBeCloseTo((1 - expected) / 2, 5);
});
