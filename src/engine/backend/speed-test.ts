import * as tf from '@tensorflow/tfjs';

/** Training throughput of a backend. */
export interface Speed {
  readonly steps: number;
  readonly seconds: number;
  readonly stepsPerSecond: number;
  /** Billions of multiplications and additions a second, counted as a direct convolution needs them. */
  readonly gflops: number;
}

const BATCH = 8;
const SIDE = 32;
const [INPUTS, HIDDEN, OUTPUTS] = [32, 64, 64];

/** Of one step: forward, gradient of the weights, and gradient of the inputs but for the first layer's. */
const FLOPS = (() => {
  const first = 2 * BATCH * SIDE ** 2 * HIDDEN * (3 * 3 * INPUTS);
  const second = 2 * BATCH * (SIDE / 2) ** 2 * OUTPUTS * (5 * 5 * HIDDEN);
  return 2 * first + 3 * second;
})();

/** Steps before timing starts, in which shaders and JavaScript are compiled. */
const WARM_UP_STEPS = 2;
/**
 * A GPU queues steps, and waiting for each would add its latency. Steps between two waits take about this
 * long.
 */
const MS_BETWEEN_WAITS = 50;

/**
 * Trains two small convolutions, as the presets use them, on TensorFlow.js's current backend.
 *
 * @param seconds how long to train, approximately
 * @param onProgress called between steps with the seconds that have passed
 */
export async function testSpeed(seconds: number, onProgress?: (done: number) => void): Promise<Speed> {
  const images = normal([BATCH, SIDE, SIDE, INPUTS], 1);
  const filters = tf.tidy(() => [
    tf.variable(normal([3, 3, INPUTS, HIDDEN], 0.08)),
    tf.variable(normal([5, 5, HIDDEN, OUTPUTS], 0.04)),
  ]);
  const optimizer = tf.train.adam(1e-4, 0.9, 0.999, 1e-7);

  const loss = (): tf.Scalar => {
    const hidden = tf.leakyRelu(tf.conv2d(images, filters[0], 1, 'same'), 0.1); // [batch, 32, 32, 64]
    const outputs = tf.conv2d(hidden, filters[1], 2, 'same'); // [batch, 16, 16, 64]
    return tf.mean(tf.square(outputs));
  };
  const train = async (steps: number): Promise<void> => {
    for (let step = 1; step < steps; step++) optimizer.minimize(loss, false, filters);
    const last = optimizer.minimize(loss, true, filters)!;
    await last.data();
    last.dispose();
  };

  try {
    let started = performance.now();
    const elapsed = (): number => (performance.now() - started) / 1000;
    for (let step = 0; step < WARM_UP_STEPS && elapsed() < seconds; step++) await train(1);
    started = performance.now();
    let steps = 0;
    let stepsPerWait = 1;
    while (elapsed() < seconds) {
      const before = elapsed();
      await train(stepsPerWait);
      steps += stepsPerWait;
      if ((elapsed() - before) * 1000 < MS_BETWEEN_WAITS) stepsPerWait *= 2;
      onProgress?.(Math.min(elapsed(), seconds));
    }
    const total = elapsed();
    const stepsPerSecond = steps / total;
    return { steps, seconds: total, stepsPerSecond, gflops: (stepsPerSecond * FLOPS) / 1e9 };
  } finally {
    optimizer.dispose();
    tf.dispose([images, ...filters]);
  }
}

type Shape4D = [number, number, number, number];

const normal = (shape: Shape4D, deviation: number): tf.Tensor4D =>
  tf.randomNormal<tf.Rank.R4>(shape, 0, deviation, 'float32', 1);
