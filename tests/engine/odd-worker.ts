import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { useWasm } from '../../scripts/bench/training-job.ts';
import { JanusError } from '../../src/errors.ts';
import { joinTeam, type Member } from '../../src/engine/parallel/member.ts';
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

/**
 * Adds up small gradients: rank r gives (r + 1) · 10^-step for «shared», and only the last rank
 * gives one for «last».
 */
async function work(member: Member, { steps, fault }: OddJob): Promise<number[][]> {
  await useWasm();
  const variables = tf.tidy(() => [
    tf.variable(tf.zeros([7]), true, 'shared'),
    tf.variable(tf.zeros([2, 2]), true, 'last'),
    tf.variable(tf.zeros([3]), true, 'unused'),
  ]);
  const sum = await member.shareGradients(variables);
  const seen: number[][] = [];
  for (let step = 0; step < steps; step++) {
    if (fault?.rank === member.rank && fault.step === step) {
      if (fault.kind === 'throw') throw new JanusError('The paint ran out.', 'Buy more paint.');
      if (fault.kind === 'exit') process.exit(3);
      if (fault.kind === 'leave') return seen;
      await new Promise(() => setInterval(() => undefined, 1000));
    }
    const own = tf.fill([7], (member.rank + 1) * 10 ** -step);
    const gradients =
      member.rank === member.count - 1 ? { shared: own, last: tf.fill([2, 2], step + 1) } : { shared: own };
    const sums = sum.add(gradients);
    seen.push([...(await sums['shared'].data()), ...(await sums['last'].data()), Object.keys(sums).length]);
    member.send(step);
    tf.dispose(sums);
  }
  return [...seen, [tf.memory().numTensors]];
}

const END = 99;

/** Takes steps until the first member says to end; the others say something else. @returns how many steps. */
async function listen(member: Member): Promise<number[][]> {
  await useWasm();
  const variable = tf.tidy(() => tf.variable(tf.zeros([2]), true, 'shared'));
  const sum = await member.shareGradients([variable]);
  for (let step = 1; ; step++) {
    const says = member.finishAsked ? END : step / 1000;
    tf.dispose(sum.add({ shared: tf.ones([2]) }, member.rank === 0 ? says : -member.rank));
    if (sum.heard === END) return [[step]];
    if (sum.heard !== step / 1000) throw new Error(`heard ${sum.heard} in step ${step}`);
    member.send(step);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

joinTeam(nodeParent(parentPort!), (member, job) => {
  const odd = job as OddJob;
  return odd.listens ? listen(member) : work(member, odd);
});
