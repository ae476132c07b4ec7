import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { Random } from '../../src/faces/index.ts';
import { writeFileAtomic } from '../../src/node/disk/atomic.ts';
import { variablesOf } from '../../src/nets/variables.ts';
import { logProgress } from './log-progress.ts';

/** How networks are fitted: Adam with a short warm-up and a cosine decay. */
export interface Fit {
  readonly name: string;
  readonly models: readonly tf.LayersModel[];
  readonly steps: number;
  /** Adam's peak learning rate. */
  readonly rate: number;
  /** A stream of random numbers of its own. */
  readonly stream: number;
  /** The loss on a batch drawn at random. It is called within `tf.tidy`. */
  readonly loss: (random: Random) => tf.Scalar;
  /** Evaluates the models on the validation set. @returns the scores in words. */
  readonly evaluate: () => string;
}

const WARM_UP = 200;
const EVALUATE_EVERY = 1000;

/** Fits networks. If it was stopped, the next call resumes from the last evaluation. */
export async function fit({ name, models, steps, rate, stream, loss, evaluate }: Fit): Promise<void> {
  const variables = models.flatMap(variablesOf);
  const optimizer = tf.train.adam(rate, 0.9, 0.999, 1e-7);
  const state = `.cache/pretrain/${name}.state`;
  const first = existsSync(state) ? await restore(state, variables, optimizer) : 0;
  const report = logProgress(name, steps - first);
  let mean: number | undefined;
  for (let step = first; step < steps; step++) {
    const warmup = Math.min(1, (step + 1) / WARM_UP);
    Object.assign(optimizer, {
      learningRate: warmup * rate * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps)),
    });
    const random = new Random(step, stream);
    const value = tf.tidy(() => optimizer.minimize(() => loss(random), true, variables)!.dataSync()[0]);
    mean = mean === undefined ? value : 0.99 * mean + 0.01 * value;
    report(step + 1 - first, `loss ${mean.toFixed(4)}`);
    if ((step + 1) % EVALUATE_EVERY === 0) {
      console.log(`${name}: step ${step + 1}, ${evaluate()}`);
      await save(state, step + 1, variables, optimizer);
    }
  }
  optimizer.dispose();
  await rm(state, { force: true });
}

/** What a state file holds, as 32-bit floats: the step, then all weights, then Adam's two moments of each. */
async function save(
  path: string,
  step: number,
  variables: readonly tf.Variable[],
  optimizer: tf.Optimizer,
): Promise<void> {
  const [count, ...moments] = (await optimizer.getWeights()).map(({ tensor }) => tensor);
  count.dispose(); // `getWeights` makes a new one
  const values = [...variables, ...moments].flatMap((tensor) => [...tensor.dataSync()]);
  await writeFileAtomic(path, new Uint8Array(Float32Array.from([step, ...values]).buffer));
}

/** Restores what `save` wrote, and returns the step: 0 if it was of other networks. */
async function restore(
  path: string,
  variables: readonly tf.Variable[],
  optimizer: tf.Optimizer,
): Promise<number> {
  const values = new Float32Array(new Uint8Array(await readFile(path)).buffer);
  if (values.length !== 1 + 3 * variables.reduce((sum, { size }) => sum + size, 0)) return 0;
  let at = 1;
  const next = ({ shape, size }: tf.Tensor) => tf.tensor(values.slice(at, (at += size)), shape);
  for (const variable of variables) {
    const value = next(variable);
    variable.assign(value);
    value.dispose();
  }
  const moments = ['m', 'v'].flatMap((kind) =>
    variables.map((variable) => ({ name: `${variable.name}/${kind}`, tensor: next(variable) })),
  );
  const [step] = values;
  await optimizer.setWeights([{ name: 'iter', tensor: tf.scalar(step, 'int32') }, ...moments]);
  return step;
}
