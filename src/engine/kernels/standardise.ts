import * as tf from '@tensorflow/tfjs';
import { register, registerGradient } from './register.ts';

const STANDARDISE = 'Standardise';
const GRADIENT = 'StandardiseGradient';

interface Offset {
  readonly epsilon: number;
}

/**
 * (x − μ) ÷ (σ + ε) for each image of a batch, with the mean μ and the population's standard deviation σ of
 * all its values, over height, width and channels: layer normalization (J. Ba et al., «Layer normalization»,
 * 2016) before its scale and shift, but with ε beside σ, as in faceswap-GAN. An image whose values are all
 * equal becomes 0, and σ then counts as a constant in the gradient. On `wasm` this is one operation, which has
 * no second derivative.
 *
 * @param x [batch, ...], of at least two axes
 * @param epsilon above 0
 * @returns the shape of x
 * @throws RangeError if epsilon is not above 0
 */
export function standardise<T extends tf.Tensor>(x: T, epsilon: number): T {
  if (!(epsilon > 0))
    throw new RangeError(`The epsilon of a standardisation is ${epsilon}: it must be above 0.`);
  return tf.tidy(() =>
    tf.getBackend() === 'wasm'
      ? tf.engine().runKernel<T[]>(STANDARDISE, { x }, { epsilon })[0]
      : composed(x, epsilon),
  );
}

function composed<T extends tf.Tensor>(x: T, epsilon: number): T {
  const axes = x.shape.map((_, axis) => axis).slice(1);
  const centred = tf.sub<T>(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  // The gradient of a square root is infinite at 0, and 0 · ∞ is NaN.
  const varies = tf.greater(variance, 0);
  const root = tf.sqrt(tf.where(varies, variance, tf.onesLike(variance)));
  const deviation = tf.where(varies, root, tf.zerosLike(root));
  return tf.div(centred, tf.add(deviation, epsilon));
}

export function registerStandardise(): void {
  register<Offset>(STANDARDISE, ({ heap, inputs, attrs: { epsilon } }) => {
    const x = inputs['x']!;
    const [images] = x.shape;
    const y = heap.output(x.shape);
    const deviations = heap.output([images]);
    heap.kernels.standardise(
      heap.address(x),
      images,
      tf.util.sizeFromShape(x.shape.slice(1)),
      epsilon,
      heap.address(y),
      heap.address(deviations),
    );
    return [y, deviations];
  });

  register<Offset>(GRADIENT, ({ heap, inputs, attrs: { epsilon } }) => {
    const y = inputs['y']!;
    const dx = heap.output(y.shape);
    heap.kernels.standardiseGradient(
      ...['dy', 'y', 'deviations'].map((name) => heap.address(inputs[name]!)),
      y.shape[0],
      tf.util.sizeFromShape(y.shape.slice(1)),
      epsilon,
      heap.address(dx),
    );
    return dx;
  });

  registerGradient({
    kernelName: STANDARDISE,
    outputsToSave: [true, true],
    gradFunc: (dys, [y, deviations], attrs) => {
      const [dy] = dys as tf.Tensor[];
      return { x: () => tf.engine().runKernel(GRADIENT, { dy, y, deviations }, attrs) };
    },
  });
}
