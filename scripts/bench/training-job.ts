import * as tf from '@tensorflow/tfjs';
import { heapOf } from '../../src/engine/kernels/register.ts';
import { installKernels } from '../../src/engine/kernels/install.ts';
import type { Member } from '../../src/engine/parallel/member.ts';
import { sharesOf } from '../../src/engine/parallel/shares.ts';
import { Autoencoder, imagesOf, type Sizes } from './autoencoder.ts';

/** A training of the measured autoencoder, on images of noise, by one worker or a team of them. */
export interface TrainingJob {
  readonly sizes: Sizes;
  /** Images of each identity in a step. */
  readonly batch: number;
  readonly steps: number;
  /** Adam's learning rate. */
  readonly rate: number;
  /** Steps before the clock starts. */
  readonly warmUp: number;
}

export interface TrainingReport {
  /** Of every step, over all identities. */
  readonly losses: number[];
  /** Milliseconds of every step after the warm-up. */
  readonly times: number[];
  /** Of which adding up gradients, waiting for other workers included. */
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

export async function train(
  member: Member,
  { sizes, batch, steps, rate, warmUp }: TrainingJob,
): Promise<TrainingReport> {
  await useWasm();
  const model = new Autoencoder(sizes);
  const variables = model.variables;
  const optimizer = tf.train.adam(rate, 0.5, 0.999, 1e-7);
  const images = Array.from({ length: sizes.identities }, (_, i) => imagesOf(batch, i + 1));
  const shares = sharesOf(sizes.identities, batch, member.rank, member.count);
  const sum = await member.shareGradients(variables);
  const losses: number[] = [];
  const times: number[] = [];
  const exchanges: number[] = [];
  let before = 0;
  for (let step = 0; step < warmUp + steps; step++) {
    const started = performance.now();
    losses.push(
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => model.lossOf(images, shares), variables);
        const exchanging = performance.now();
        const sums = sum.add(grads);
        if (step >= warmUp) exchanges.push(performance.now() - exchanging);
        optimizer.applyGradients(Object.entries(sums).map(([name, tensor]) => ({ name, tensor })));
        return value.dataSync()[0]!;
      }),
    );
    if (step >= warmUp) times.push(performance.now() - started);
    if (step === warmUp) before = tf.memory().numTensors;
  }
  return {
    losses,
    times,
    exchanges,
    checksum: checksum(variables),
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
