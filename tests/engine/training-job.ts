import * as tf from '@tensorflow/tfjs';
import { heapOf } from '../../src/engine/kernels/register.ts';
import { installKernels } from '../../src/engine/kernels/install.ts';
import type { GroupMember } from '../../src/engine/parallel/group-member.ts';
import { splitBatch } from '../../src/engine/parallel/batch-slices.ts';
import { variablesOf } from '../../src/nets/variables.ts';
import { Autoencoder, imagesOf, type Sizes } from './autoencoder.ts';

/** A training of the tests' autoencoder, on images of noise, by one worker or a group of them. */
export interface TrainingJob {
  /** Whether each identity has its own update, one after the other, or all have one update together. */
  readonly order: 'alternating' | 'joint';
  readonly sizes: Sizes;
  /** Images of each identity in a step. */
  readonly batch: number;
  readonly steps: number;
  /** Adam's learning rate. */
  readonly rate: number;
}

export interface TrainingReport {
  /** Of every step, over all identities. */
  readonly losses: number[];
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
  let step: () => number;
  if (order === 'joint') {
    const { variables } = model;
    const optimizer = adam();
    const people = model.decoders.map((_, person) => person);
    const slices = splitBatch(people, batch, member.rank, member.worldSize);
    const weights = await member.shareWeights(variables);
    step = () => {
      const { value, grads } = tf.variableGrads(() => model.lossOf(images, slices), variables);
      weights.step(optimizer, grads);
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
  let before = 0;
  for (let i = 0; i < job.steps; i++) {
    losses.push(tf.tidy(step));
    if (i === 0) before = tf.memory().numTensors;
  }
  return {
    losses,
    checksum: checksum(model.variables),
    tensors: { before, after: tf.memory().numTensors },
  };
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
