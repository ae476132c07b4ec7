import * as tf from '@tensorflow/tfjs';
import { heapOf } from '../../src/engine/kernels/register.ts';
import { installKernels } from '../../src/engine/kernels/install.ts';
import type { GroupMember } from '../../src/engine/parallel/group-member.ts';
import type { Optimizer } from '../../src/engine/parallel/sharded-weights.ts';
import { splitBatch } from '../../src/engine/parallel/batch-slices.ts';
import { variablesOf } from '../../src/nets/variables.ts';
import { Autoencoder, imagesOf, type Sizes } from './autoencoder.ts';

/** A training of the measured autoencoder, on images of noise, by one worker or a group of them. */
export interface TrainingJob {
  /** Whether each identity has its own update, one after the other, or all have one update together. */
  readonly order: 'alternating' | 'joint';
  readonly sizes: Sizes;
  /** Images of each identity in a step. */
  readonly batch: number;
  readonly steps: number;
  /** Adam's learning rate. */
  readonly rate: number;
  /** Steps before the clock starts. */
  readonly warmUp: number;
}

/** What the benchmark has a worker do. */
export type Measurement = TrainingJob | { readonly kind: 'stock matMul' };

export interface TrainingReport {
  /** Of every step, over all identities. */
  readonly losses: number[];
  /** Milliseconds of every step after the warm-up. */
  readonly times: number[];
  /** Of which exchanging gradients and weights, waiting for other workers included. */
  readonly exchanges: number[];
  /** Of all weights' bytes, in the end. */
  readonly checksum: string;
  readonly tensors: { readonly before: number; readonly after: number };
}

/** Prepares the wasm backend with our kernels. */
export async function useWasm(): Promise<void> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
  await installKernels();
}

export async function train(member: GroupMember, job: TrainingJob): Promise<TrainingReport> {
  await useWasm();
  const { sizes, batch, rate, order } = job;
  const model = new Autoencoder(sizes);
  const images = Array.from({ length: sizes.identities }, (_, i) => imagesOf(batch, i + 1));
  const adam = () => tf.train.adam(rate, 0.5, 0.999, 1e-7);
  const exchanges: number[] = [];
  let step: () => number;
  if (order === 'joint') {
    const { variables } = model;
    const optimizer = adam();
    let optimizing = 0;
    const timed: Optimizer = {
      applyGradients: (gradients) => {
        const started = performance.now();
        optimizer.applyGradients(gradients);
        optimizing = performance.now() - started;
      },
    };
    const people = model.decoders.map((_, person) => person);
    const slices = splitBatch(people, batch, member.rank, member.worldSize);
    const weights = await member.shareWeights(variables);
    step = () => {
      const { value, grads } = tf.variableGrads(() => model.lossOf(images, slices), variables);
      const exchanging = performance.now();
      weights.step(timed, grads);
      exchanges.push(performance.now() - exchanging - optimizing);
      return value.dataSync()[0];
    };
  } else {
    const optimizers = model.decoders.map(adam);
    step = () =>
      optimizers.reduce((loss, optimizer, identity) => {
        const variables = [model.encoder, model.decoders[identity]].flatMap(variablesOf);
        return (
          loss +
          optimizer.minimize(() => model.loss(images[identity], identity), true, variables)!.dataSync()[0]
        );
      }, 0);
  }
  const losses: number[] = [];
  const times: number[] = [];
  let before = 0;
  for (let i = 0; i < job.warmUp + job.steps; i++) {
    const started = performance.now();
    losses.push(tf.tidy(step));
    times.push(performance.now() - started);
    if (i === job.warmUp) before = tf.memory().numTensors;
  }
  return {
    losses,
    times: times.slice(job.warmUp),
    exchanges: exchanges.slice(job.warmUp),
    checksum: checksum(model.variables),
    tensors: { before, after: tf.memory().numTensors },
  };
}

/** GFLOP/s of the stock wasm backend's matMul of 512 × 512 matrices: the yardstick. */
export async function measureStockMatMul(): Promise<number> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
  const [a, b] = [1, 2].map((seed) => tf.randomUniform([512, 512], -1, 1, 'float32', seed)) as [
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const times = Array.from({ length: 60 }, () => {
    const started = performance.now();
    tf.matMul(a, b).dispose();
    return performance.now() - started;
  });
  tf.dispose([a, b]);
  return (2 * 512 ** 3) / times.toSorted((x, y) => x - y)[30] / 1e6;
}

/** FNV-1a over all bytes. */
function checksum(variables: readonly tf.Variable[]): string {
  let hash = 0x811c9dc5;
  for (const variable of variables) {
    const { buffer, byteOffset, byteLength } = heapOf(tf.backend()).view(variable);
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength))
      hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
