import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { useWasm } from '../../scripts/bench/training-job.ts';
import { JanusError } from '../../src/errors.ts';
import { joinTeam, type Member } from '../../src/engine/parallel/member.ts';
import type { Optimizer } from '../../src/engine/parallel/sharded-weights.ts';
import { nodeParent } from '../../src/engine/parallel/ports.ts';

/** What each member adds, and what goes wrong with whom. */
export interface OddJob {
  readonly steps: number;
  /** Whether to go on until the coordinator asks for an end. */
  readonly listens?: true;
  readonly fault?: {
    readonly rank: number;
    readonly step: number;
    readonly kind: 'throw' | 'exit' | 'stop' | 'leave';
  };
}

/** Sets the weights it steps to their gradients. */
const setting: Optimizer = {
  applyGradients: (gradients) => {
    for (const { name, tensor } of gradients as { name: string; tensor?: tf.Tensor }[]) {
      if (tensor !== undefined) tf.engine().registeredVariables[name].assign(tensor);
    }
  },
};

/**
 * Adds up small gradients: rank r gives (r + 1) · 10^-step for «shared», and only the last rank
 * gives one for «last». In the end it gathers numbers by which each member's part can be told.
 * @returns after each step the weights, then what is left of tensors, the shard's sizes, and what was gathered
 */
async function work(member: Member, { steps, fault }: OddJob): Promise<number[][]> {
  await useWasm();
  const variables = tf.tidy(() => [
    tf.variable(tf.zeros([50]), true, 'shared'),
    tf.variable(tf.zeros([2, 2]), true, 'last'),
    tf.variable(tf.fill([3], 5), true, 'unused'),
  ]);
  const weights = await member.shareWeights(variables);
  const seen: number[][] = [];
  for (let step = 0; step < steps; step++) {
    if (fault?.rank === member.rank && fault.step === step) {
      if (fault.kind === 'throw') throw new JanusError('The paint ran out.', 'Buy more paint.');
      if (fault.kind === 'exit') process.exit(3);
      if (fault.kind === 'leave') return seen;
      await new Promise(() => setInterval(() => undefined, 1000));
    }
    const own = tf.fill([50], (member.rank + 1) * 10 ** -step);
    const gradients =
      member.rank === member.count - 1 ? { shared: own, last: tf.fill([2, 2], step + 1) } : { shared: own };
    weights.step(setting, gradients);
    seen.push(variables.flatMap((variable) => [...variable.dataSync()]));
    member.send(step);
  }
  const sizes = weights.shard.map(({ size }) => size);
  const marks = weights.shard.map(({ shape }) => tf.fill(shape, 100 + member.rank));
  const gathered = weights.gather(marks);
  const whole = gathered.flatMap((tensor) => [...tensor.dataSync()]);
  // What is gathered from parts, and parted again, is what it was.
  const parted = gathered.length === 0 ? [] : weights.scatter(gathered);
  for (const [i, part] of parted.entries()) {
    if (!tf.util.arraysEqual(part.dataSync(), marks[i].dataSync())) throw new Error(`part ${i} has changed`);
  }
  tf.dispose([marks, gathered, parted]);
  weights.dispose();
  return [...seen, [tf.memory().numTensors], sizes, whole];
}

const END = 99;

/** Takes steps until the first member says to end; the others say something else. @returns how many steps. */
async function listen(member: Member): Promise<number[][]> {
  await useWasm();
  const variable = tf.tidy(() => tf.variable(tf.zeros([2]), true, 'shared'));
  const weights = await member.shareWeights([variable], 1);
  for (let step = 1; ; step++) {
    const says = member.finishAsked ? END : step / 1000;
    weights.step(setting, { shared: tf.ones([2]) }, [member.rank === 0 ? says : -member.rank]);
    const [[first], ...others] = weights.heard;
    if (others.some(([other], i) => other !== -1 - i)) throw new Error(`heard ${others.join()}`);
    if (first === END) return [[step]];
    if (first !== step / 1000) throw new Error(`heard ${first} in step ${step}`);
    member.send(step);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

joinTeam(nodeParent(parentPort!), (member, job) => {
  const odd = job as OddJob;
  return odd.listens ? listen(member) : work(member, odd);
});
