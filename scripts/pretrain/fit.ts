import * as tf from '@tensorflow/tfjs';
import { variablesOf } from '../../src/train/variables.ts';
import { told } from './told.ts';

/** How a network is fitted: Adam with a short warm-up and a cosine's decay. */
export interface Fit {
  readonly name: string;
  readonly models: readonly tf.LayersModel[];
  readonly steps: number;
  /** Adam's learning rate at its highest. */
  readonly rate: number;
  /** The loss on the next batch. It is called within `tf.tidy`. */
  readonly loss: () => tf.Scalar;
  /** Says how good the models are by now. */
  readonly judge: () => string;
}

const WARM_UP = 200;
const STEPS_BETWEEN_JUDGEMENTS = 1000;

export function fit({ name, models, steps, rate, loss, judge }: Fit): void {
  const variables = models.flatMap(variablesOf);
  const optimizer = tf.train.adam(rate, 0.9, 0.999, 1e-7);
  const tell = told(name, steps);
  let mean = 0;
  for (let step = 0; step < steps; step++) {
    const warmth = Math.min(1, (step + 1) / WARM_UP);
    Object.assign(optimizer, {
      learningRate: warmth * rate * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps)),
    });
    const value = tf.tidy(() => optimizer.minimize(loss, true, variables)!.dataSync()[0]);
    mean = step === 0 ? value : 0.99 * mean + 0.01 * value;
    tell(step + 1, `loss ${mean.toFixed(4)}`);
    if ((step + 1) % STEPS_BETWEEN_JUDGEMENTS === 0) console.log(`${name}: step ${step + 1}, ${judge()}`);
  }
  optimizer.dispose();
}
