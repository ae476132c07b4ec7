import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { GroupMember } from '../../src/engine/parallel/group-member.ts';
import { JanusError } from '../../src/errors.ts';
import { Random } from '../../src/faces/index.ts';
import { writeFileAtomic } from '../../src/node/disk/atomic.ts';
import { variablesOf } from '../../src/nets/variables.ts';
import { ShardedAdam, stateEntries } from '../../src/train/optimizer/sharded-adam.ts';
import type { ParameterGroup } from '../../src/train/optimizer/parameter-groups.ts';
import { cachePath } from './cache.ts';
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
  /**
   * The loss on a batch drawn at random; in a group of workers, on this worker's share of it, so that the
   * losses of all add up to the batch's. It is called within `tf.tidy`.
   */
  readonly loss: (random: Random) => tf.Scalar;
  /** Evaluates the models on the validation set. @returns the scores in words. */
  readonly evaluate: () => string;
  /** One of the workers that fit together; by default the only one. */
  readonly member?: GroupMember;
  /** Steps from one evaluation to the next; at each, all is saved. */
  readonly evaluateEvery?: number;
  /** Where it is saved. */
  readonly folder?: string;
  /** Writes the networks that were fitted. */
  readonly save: () => Promise<void>;
}

const WARM_UP = 200;

/**
 * Fits networks. If it was stopped, the next call resumes from the last evaluation, and comes to the same
 * weights.
 * @throws JanusError if the loss is not finite.
 */
export async function fit({
  name,
  models,
  steps,
  rate,
  stream,
  loss,
  evaluate,
  member = GroupMember.alone(),
  evaluateEvery = 1000,
  folder,
  save,
}: Fit): Promise<void> {
  const isRoot = member.rank === 0;
  const variables = models.flatMap(variablesOf);
  const group: ParameterGroup = {
    name: 'all',
    person: 'all',
    kind: 'autoencoder',
    parameters: variables.map((variable, i) => ({ name: String(i), variable })),
  };
  const adam = new ShardedAdam(await member.shareWeights(variables), [group], 0.9);
  const shapes = variables.map(({ shape }) => shape);
  const file = `${cachePath(name, [steps, rate, stream, shapes], folder)}.state`;
  const first = existsSync(file) ? await restore(file, group, adam) : 0;
  const report = logProgress(name, steps - first);
  let mean: number | undefined;
  for (let step = first; step < steps; step++) {
    const warmup = Math.min(1, (step + 1) / WARM_UP);
    const learningRate = warmup * rate * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps));
    const { value, grads } = tf.variableGrads(() => loss(new Random(step, stream)), variables);
    adam.step([], learningRate, grads);
    if (isRoot) {
      const [own] = value.dataSync();
      if (!Number.isFinite(own)) {
        throw new JanusError(
          `${name} has diverged: at step ${step + 1} the loss is ${own}.`,
          'Lower its learning rate; what was saved last is still good.',
        );
      }
      mean = mean === undefined ? own : 0.99 * mean + 0.01 * own;
      report(step + 1 - first, `loss ${(member.worldSize * mean).toFixed(4)}`);
    }
    value.dispose();
    if ((step + 1) % evaluateEvery !== 0 && step + 1 < steps) continue;
    if (isRoot) console.log(`${name}: step ${step + 1}, ${evaluate()}`);
    const state = await adam.state();
    if (!isRoot) continue;
    const values = [...variables, ...state.map(({ tensor }) => tensor)].map((tensor) => tensor.dataSync());
    await writeFileAtomic(file, bytesOf(step + 1, values));
    tf.dispose(state.map(({ tensor }) => tensor));
  }
  adam.dispose();
  if (!isRoot) return;
  await save();
  await rm(file, { force: true });
}

/** What a state file holds, as 32-bit floats: the step, then all weights, then the optimizer's state. */
function bytesOf(step: number, values: readonly ArrayLike<number>[]): Uint8Array {
  const floats = new Float32Array(1 + values.reduce((sum, { length }) => sum + length, 0));
  floats[0] = step;
  let at = 1;
  for (const part of values) {
    floats.set(part, at);
    at += part.length;
  }
  return new Uint8Array(floats.buffer);
}

/** Restores such a state, and returns the step: 0 if the file is not whole. */
async function restore(path: string, group: ParameterGroup, adam: ShardedAdam): Promise<number> {
  const floats = new Float32Array(new Uint8Array(await readFile(path)).buffer);
  const variables = group.parameters.map(({ variable }) => variable);
  const entries = stateEntries(group);
  const sizeOf = ({ shape }: { readonly shape: readonly number[] }) => tf.util.sizeFromShape([...shape]);
  if (floats.length !== 1 + [...variables, ...entries].reduce((sum, part) => sum + sizeOf(part), 0)) return 0;
  let at = 1;
  const next = (part: { readonly shape: readonly number[] }, dtype: 'float32' | 'int32' = 'float32') =>
    tf.tensor(floats.slice(at, (at += sizeOf(part))), [...part.shape], dtype);
  for (const variable of variables) {
    const value = next(variable);
    variable.assign(value);
    value.dispose();
  }
  const state = entries.map((entry, i) => ({
    name: entry.name,
    tensor: next(entry, i === 0 ? 'int32' : 'float32'),
  }));
  await adam.restore(state);
  tf.dispose(state.map(({ tensor }) => tensor));
  return floats[0];
}
