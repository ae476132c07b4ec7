import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { useWasm } from '../training-job.ts';
import { JanusError } from '../../../src/errors.ts';
import { joinGroup, type GroupMember } from '../../../src/engine/parallel/group-member.ts';
import type { Optimizer } from '../../../src/engine/parallel/sharded-weights.ts';
import { nodeParent } from '../../../src/engine/parallel/ports.ts';

/** What a worker does: `steps` on shared weights, or one of the jobs below. */
export type OddJob =
  | {
      readonly kind: 'train';
      readonly steps: number;
      /** What goes wrong, in whom, and when. */
      readonly fault?: {
        readonly rank: number;
        readonly step: number;
        readonly kind: 'throw' | 'exit' | 'hang' | 'finish';
      };
    }
  | {
      readonly kind:
        | 'until stopped'
        | 'exchange scalars'
        | 'share twice'
        | 'share other sizes'
        | 'share alone'
        | 'partly empty'
        | 'send late'
        | 'deliver';
    };

/** Sets the weights it steps to their gradients. */
const assigning: Optimizer = {
  applyGradients: (gradients) => {
    for (const { name, tensor } of gradients as { name: string; tensor?: tf.Tensor }[]) {
      if (tensor !== undefined) tf.engine().registeredVariables[name].assign(tensor);
    }
  },
};

/** Floats of «shared»: many times what is added up at once, odd, and cut in a group of two or three. */
const MANY = 120_001;
/** What rank 0 gives at an index of «shared» in a step: whole numbers and halves, so that sums are exact. */
const gradientAt = (index: number, step: number): number => ((index % 1000) + 1) * 2 ** -step;

/**
 * Adds up gradients: rank r gives r + 1 times {@link gradientAt} for «shared», and only the last rank gives
 * step + 1 for «last». In the end the workers gather numbers, each of its own, counted up.
 * @returns after each step, at how many indices of «shared» the weight is not the sum, then the other
 * weights; then the number of tensors left, the sizes of the worker's shard, and what was gathered.
 */
async function train(
  member: GroupMember,
  { steps, fault }: Extract<OddJob, { kind: 'train' }>,
): Promise<number[][]> {
  const { rank, worldSize } = member;
  const variables = tf.tidy(() => [
    tf.variable(tf.zeros([MANY]), true, 'shared'),
    tf.variable(tf.zeros([2, 2]), true, 'last'),
    tf.variable(tf.fill([3], 5), true, 'unused'),
  ]);
  const weights = await member.shareWeights(variables);
  const seen: number[][] = [];
  const ranks = (worldSize * (worldSize + 1)) / 2;
  for (let step = 0; step < steps; step++) {
    if (fault?.rank === rank && fault.step === step) {
      if (fault.kind === 'throw') throw new JanusError('The paint ran out.', 'Buy more paint.');
      if (fault.kind === 'exit') process.exit(3);
      if (fault.kind === 'finish') return seen;
      await new Promise(() => setInterval(() => undefined, 1000));
    }
    const shared = tf.tensor1d(
      Float32Array.from({ length: MANY }, (_, i) => (rank + 1) * gradientAt(i, step)),
    );
    weights.step(
      assigning,
      rank === worldSize - 1 ? { shared, last: tf.fill([2, 2], step + 1) } : { shared },
    );
    const [sums, ...others] = variables.map((variable) => [...variable.dataSync()]);
    const wrong = sums.filter((sum, i) => sum !== ranks * gradientAt(i, step)).length;
    seen.push([wrong, ...others.flat()]);
    member.send(step);
  }
  const sizes = weights.shard.map(({ size }) => size);
  let next = 1e6 * rank;
  const marks = weights.shard.map(({ shape, size }) =>
    tf.tensor(
      Float32Array.from({ length: size }, () => next++),
      shape,
    ),
  );
  const gathered = weights.gather(variables, marks);
  const whole = gathered.flatMap((tensor) => [...tensor.dataSync()]);
  const scattered = gathered.length === 0 ? [] : weights.scatter(variables, gathered);
  for (const [i, part] of scattered.entries()) {
    if (!tf.util.arraysEqual(part.dataSync(), marks[i].dataSync())) throw new Error(`part ${i} has changed`);
  }
  tf.dispose([marks, gathered, scattered]);
  weights.dispose();
  return [...seen, [tf.memory().numTensors], sizes, whole];
}

/**
 * Takes steps until rank 0 has noticed a request to stop. There is too little for all workers to have a part
 * of the shard.
 */
async function untilStopped(member: GroupMember): Promise<number[][]> {
  const variable = tf.tidy(() => tf.variable(tf.zeros([2]), true, 'shared'));
  const weights = await member.shareWeights([variable]);
  for (let step = 1; ; step++) {
    weights.step(assigning, { shared: tf.ones([2]) });
    const [{ stop }] = member.allGatherScalars({ stop: member.rank === 0 && member.stopRequested });
    if (stop) {
      const gathered = weights.gather([variable], weights.shard);
      return [[step], ...gathered.map((part) => [...part.dataSync()])];
    }
    member.send(step);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Trains two sets of variables of different sizes in one job, in turn. */
async function shareTwice(member: GroupMember): Promise<number[][]> {
  const variables = tf.tidy(() =>
    [40, 100].map((size, i) => tf.variable(tf.zeros([size]), true, `set-${i}`)),
  );
  const [first, second] = await Promise.all(variables.map((variable) => member.shareWeights([variable])));
  for (let step = 0; step < 3; step++) {
    first.step(assigning, { 'set-0': tf.fill([40], step + member.rank) });
    second.step(assigning, { 'set-1': tf.fill([100], 10 * step + member.rank) });
  }
  const values = variables.map((variable) => [...new Set(variable.dataSync())]);
  first.dispose();
  second.dispose();
  return values;
}

/** Only the last worker has gradients, and for one of two variables; the other one must not change. */
async function partlyEmpty(member: GroupMember): Promise<number[][]> {
  const variables = tf.tidy(() =>
    ['trained', 'left'].map((name) => tf.variable(tf.range(0, 50), true, name)),
  );
  const weights = await member.shareWeights(variables);
  for (let step = 0; step < 2; step++) {
    const has = member.rank === member.worldSize - 1;
    weights.step(assigning, has ? { trained: tf.fill([50], step + 7) } : {});
    weights.step(assigning, {}); // no worker has gradients
  }
  const values = variables.map((variable) => [...variable.dataSync()]);
  weights.dispose();
  return [...values, [tf.memory().numTensors]];
}

/** Sends after its end; rank 1 then exits with a code of failure, while rank 0 still works. */
async function sendLate(member: GroupMember): Promise<string> {
  if (member.rank === 0) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return 'done';
  }
  setTimeout(() => {
    member.send('late');
    process.exit(3);
  }, 50);
  member.send('in time');
  return Promise.resolve('done');
}

async function deliver(member: GroupMember): Promise<unknown> {
  const bytes = new Uint8Array([1, 2, 3]).buffer;
  await member.deliver({ bytes }, [bytes]);
  const refusal = await member.deliver('refuse').catch((error: unknown) => error);
  const { name, message, advice } = refusal as JanusError;
  return { moved: bytes.byteLength === 0, name, message, advice };
}

joinGroup(nodeParent(parentPort!), async (member, job) => {
  const odd = job as OddJob;
  await useWasm();
  switch (odd.kind) {
    case 'train':
      return train(member, odd);
    case 'until stopped':
      return untilStopped(member);
    case 'exchange scalars':
      return Array.from({ length: 50 }, (_, round) =>
        member.allGatherScalars({
          round,
          even: (round + member.rank) % 2 === 0,
          list: Array.from({ length: 2 * round }, (_, i) => 1000 * member.rank + i),
        }),
      );
    case 'share twice':
      return shareTwice(member);
    case 'share other sizes':
      return member.shareWeights([tf.variable(tf.zeros([10 + 100 * member.rank]))]);
    case 'share alone':
      return member.rank === 0 ? member.shareWeights([tf.variable(tf.zeros([10]))]) : 'nothing to share';
    case 'partly empty':
      return partlyEmpty(member);
    case 'send late':
      return sendLate(member);
    case 'deliver':
      return deliver(member);
  }
});
