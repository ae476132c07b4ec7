import * as tf from '@tensorflow/tfjs';
import { JanusError } from '../../errors.ts';
import { register } from './register.ts';

/** What TensorFlow.js's Adam keeps; the typings hide part of it. */
interface AdamState {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly iterations: number;
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
  readonly accumulatedFirstMoment: (Moment | undefined)[];
  readonly accumulatedSecondMoment: (Moment | undefined)[];
  incrementIterations(): void;
}

interface Moment {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

interface Step {
  readonly beta1: number;
  readonly beta2: number;
  /** Learning rate over 1 − β1ᵗ. */
  readonly rate: number;
  /** 1 over 1 − β2ᵗ. */
  readonly correction2: number;
  readonly epsilon: number;
}

const STEP = 'AdamStep';

/**
 * The stock optimizer runs fourteen kernels for each weight. On the `wasm` backend this one does the same in
 * one pass, for all weights of a step; on others the stock kernels run.
 *
 * Its inputs are four for each weight, in this order: the weight, its two moments, its gradient; its outputs
 * three, the new weight and moments.
 */
export function registerAdam(): void {
  register<Step>(STEP, ({ heap, inputs, attrs }) => {
    const tensors = Object.values(inputs) as tf.TensorInfo[];
    const outputs: tf.TensorInfo[] = [];
    for (let i = 0; i < tensors.length; i += 4) {
      const [w, m, v, g] = tensors.slice(i, i + 4);
      // Weights get new memory at each step, since stock kernels keep packed copies of them by their place.
      const newW = heap.output(w.shape);
      const [newM, newV] = [m, v].map((moment) =>
        heap.holdsAlone(moment) ? heap.share(moment) : heap.output(moment.shape),
      ) as [tf.TensorInfo, tf.TensorInfo];
      heap.kernels.adam(
        ...[w, m, v, g, newW, newM, newV].map((tensor) => heap.address(tensor)),
        tf.util.sizeFromShape(w.shape),
        attrs.beta1,
        attrs.beta2,
        attrs.rate,
        attrs.correction2,
        attrs.epsilon,
      );
      outputs.push(newW, newM, newV);
    }
    return outputs;
  });

  const prototype = tf.AdamOptimizer.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the optimizer as its `this` below
  const stock = prototype.applyGradients;
  prototype.applyGradients = function (gradients) {
    if (tf.getBackend() === 'wasm') applyGradients(this as unknown as AdamState, gradients);
    else stock.call(this, gradients);
  };
}

function applyGradients(
  adam: AdamState,
  gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[],
): void {
  const named = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  const { beta1, beta2, epsilon, learningRate } = adam;
  const t = adam.iterations + 1;
  const step = {
    beta1,
    beta2,
    epsilon,
    rate: learningRate / (1 - power(beta1, t)),
    correction2: 1 / (1 - power(beta2, t)),
  };
  tf.tidy(() => {
    const inputs: tf.NamedTensorMap = {};
    const updated: tf.Variable[] = [];
    named.forEach(({ name, tensor: g }, i) => {
      const w = tf.engine().registeredVariables[name];
      const m = (adam.accumulatedFirstMoment[i] ??= zeroMoment(`${name}/m`, w)).variable;
      const v = (adam.accumulatedSecondMoment[i] ??= zeroMoment(`${name}/v`, w)).variable;
      // No loss depended on this variable: TensorFlow.js says so by null in one place, by undefined in
      // another.
      if (((g as tf.Tensor | null | undefined) ?? null) === null) return;
      expectSameShape(name, w, m, v, g);
      Object.assign(inputs, { [`w${i}`]: w, [`m${i}`]: m, [`v${i}`]: v, [`g${i}`]: g });
      updated.push(w, m, v);
    });
    const results: tf.Tensor[] = updated.length > 0 ? tf.engine().runKernel(STEP, inputs, { ...step }) : [];
    updated.forEach((variable, i) => {
      variable.assign(results[i]);
    });
    adam.accBeta1.assign(tf.scalar(power(beta1, t + 1)));
    adam.accBeta2.assign(tf.scalar(power(beta2, t + 1)));
  });
  adam.incrementIterations();
}

/**
 * The kernel changes as many numbers as the variable has.
 * @throws JanusError if one of the others has another shape, as when an optimizer is given other variables
 * than before: it knows them by their order alone.
 */
function expectSameShape(name: string, w: tf.Tensor, ...others: readonly tf.Tensor[]): void {
  const other = others.find(({ shape }) => !tf.util.arraysEqual(shape, w.shape));
  if (other === undefined) return;
  throw new JanusError(
    `Adam cannot change ${name}, of shape [${w.shape.join()}], by a gradient or a moment of shape [${other.shape.join()}].`,
    'Give it the same variables in the same order at every step, or use an optimizer for each list of variables.',
  );
}

const zeroMoment = (originalName: string, like: tf.Variable): Moment => ({
  originalName,
  variable: tf.tidy(() => tf.zerosLike(like).variable(false)),
});

/**
 * A whole power by multiplications alone: the same on every engine, and after a checkpoint the same as
 * without, which the stock optimizer's running product in single precision is not.
 */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = exponent; rest > 0; rest = Math.floor(rest / 2), square *= square) {
    if (rest % 2 === 1) result *= square;
  }
  return result;
}
