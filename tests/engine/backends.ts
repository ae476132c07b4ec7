import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import wasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { installKernels } from '../../src/engine/kernels/install.ts';

/** Cases of a property. */
export const RUNS = 60;

/** Of random tensors. Not zero: TensorFlow.js takes that for no seed. */
export const seeds = fc.integer({ min: 1, max: 1000 });

// Node finds the file by itself.
if (tf.env().platformName === 'browser') setWasmPaths(wasm.slice(0, wasm.lastIndexOf('/') + 1));

/** Makes the `wasm` backend with our kernels the one in use. */
export async function useWasm(): Promise<void> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
  await installKernels();
}

/** What a computation gives on a backend: plain arrays, with every tensor gone. */
export async function on(backend: 'cpu' | 'wasm', compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  if (backend === 'wasm') await useWasm();
  else await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const tensors = tf.tidy(compute);
  const values = tensors.map((tensor) => Float32Array.from(tensor.dataSync()));
  tf.dispose(tensors);
  if (tf.memory().numTensors !== before) {
    throw new Error(`${tf.memory().numTensors - before} tensors were left behind on ${backend}.`);
  }
  return values;
}

/**
 * The largest difference, relative to the largest expected value.
 *
 * @param size of what is summed, where it is known: a lone sum may cancel to nearly nothing, and its rounding
 *   errors do not
 */
export function worstError(actual: Float32Array, expected: Float32Array, size = Number.MIN_VALUE): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let largest = size;
  expected.forEach((value, i) => {
    const error = Math.abs(actual[i] - value);
    // A NaN compares as nothing: it must not be forgotten at the next number.
    difference = Number.isNaN(error) ? Infinity : Math.max(difference, error);
    largest = Math.max(largest, Math.abs(value));
  });
  return difference / largest;
}

/** The relative error that a kernel may have, in single precision and with Winograd's transforms. */
export const TOLERANCE = 3e-5;

/**
 * Computes on `wasm` and on `cpu`, the oracle, and gives the worst error of each tensor.
 *
 * @param size as of {@link worstError}
 */
export async function compare(compute: () => tf.Tensor[], size?: number): Promise<number[]> {
  const expected = await on('cpu', compute);
  const actual = await on('wasm', compute);
  return actual.map((values, i) => worstError(values, expected[i], size));
}

/** Numbers about zero. @param seed not 0: TensorFlow.js takes that for none. */
export const random = (shape: number[], seed: number): tf.Tensor =>
  tf.randomNormal(shape, 0, 1, 'float32', seed);
