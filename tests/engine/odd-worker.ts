import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { useWasm } from '../../scripts/bench/training-job.ts';
import { JanusError } from '../../src/errors.ts';
import { joinGroup, type GroupMember } from '../../src/engine/parallel/group-member.ts';
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

/** Floats of «shared»: many times what is added up at once, odd, and cut wherever a team has two members or three. */
const MANY = 120_001;
/** What rank 0 gives at a place of «shared» in a step: whole numbers and halves, so that sums are exact. */
const gradientAt = (place: number, step: number): number => ((place % 1000) + 1) * 2 ** -step;

/**
 * Adds up gradients: rank r gives r + 1 times {@link gradientAt} for «shared», and only the last rank gives step + 1 for «last». In the end
 * the members gather numbers, each of its own, counted up.
 * @returns after each step, of how many places of «shared» the weight is not the sum, then the other weights; then the number of tensors
 * left, the sizes of the member's parts, and what was gathered
 */
async function work(member: GroupMember, { steps, fault }: OddJob): Promise<number[][]> {
  await useWasm();
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
      if (fault.kind === 'leave') return seen;
      await new Promise(() => setInterval(() => undefined, 1000));
    }
    const shared = tf.tensor1d(
      Float32Array.from({ length: MANY }, (_, i) => (rank + 1) * gradientAt(i, step)),
    );
    weights.step(setting, rank === worldSize - 1 ? { shared, last: tf.fill([2, 2], step + 1) } : { shared });
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
  const gathered = weights.gather(marks);
  const whole = gathered.flatMap((tensor) => [...tensor.dataSync()]);
  const parted = gathered.length === 0 ? [] : weights.scatter(gathered);
  for (const [i, part] of parted.entries()) {
    if (!tf.util.arraysEqual(part.dataSync(), marks[i].dataSync())) throw new Error(`part ${i} has changed`);
  }
  tf.dispose([marks, gathered, parted]);
  weights.dispose();
  return [...seen, [tf.memory().numTensors], sizes, whole];
}

const END = 99;

/**
 * Takes steps until the first member says to end; the others say something else. There is too little for all of them to have a part.
 * @returns how many steps, and to the first member what was gathered.
 */
async function listen(member: GroupMember): Promise<number[][]> {
  await useWasm();
  const variable = tf.tidy(() => tf.variable(tf.zeros([2]), true, 'shared'));
  const weights = await member.shareWeights([variable], 1);
  for (let step = 1; ; step++) {
    const says = member.stopRequested ? END : step / 1000;
    const [[first], ...others] = weights.step(setting, { shared: tf.ones([2]) }, [
      member.rank === 0 ? says : -member.rank,
    ]);
    if (others.some(([other], i) => other !== -1 - i)) throw new Error(`heard ${others.join()}`);
    if (first === END) return [[step], ...weights.gather(weights.shard).map((part) => [...part.dataSync()])];
    if (first !== step / 1000) throw new Error(`heard ${first} in step ${step}`);
    member.send(step);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

joinGroup(nodeParent(parentPort!), (member, job) => {
  const odd = job as OddJob;
  return odd.listens ? listen(member) : work(member, odd);
});
