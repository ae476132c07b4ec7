import * as tf from '@tensorflow/tfjs';
import { compileKernels } from './exports.ts';
import { Heap } from './heap.ts';

/** What a kernel of ours is given: the heap it computes in, and TensorFlow.js's inputs and attributes. */
export interface KernelCall<Attributes> {
  readonly heap: Heap;
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attrs: Attributes;
  /** Has the kernel that was registered before ours do it: what ours does not cover. */
  readonly fallback: () => tf.TensorInfo;
  /** Runs another kernel of the backend. */
  readonly run: (kernelName: string, inputs: tf.NamedTensorInfoMap, attrs?: tf.NamedAttrMap) => tf.TensorInfo;
}

type Result = tf.TensorInfo | tf.TensorInfo[];

const BACKEND = 'wasm';

let compiled: WebAssembly.Module | undefined;
const heaps = new WeakMap<object, Heap>();

/** To be awaited before any kernel runs. */
export async function prepareHeaps(): Promise<void> {
  compiled = await compileKernels();
}

/** The heap of a backend; a backend made anew gets a heap anew. */
export function heapOf(backend: object): Heap {
  let heap = heaps.get(backend);
  if (heap === undefined) {
    if (compiled === undefined) throw new Error('The kernels are not compiled yet: await installKernels().');
    heap = new Heap(backend, compiled);
    heaps.set(backend, heap);
  }
  return heap;
}

/** Registers a kernel under its TensorFlow.js name on the `wasm` backend, in place of the one there, if any. */
export function register<Attributes>(
  kernelName: string,
  kernel: (call: KernelCall<Attributes>) => Result,
): void {
  const before = tf.getKernel(kernelName, BACKEND) as tf.KernelConfig | undefined;
  if (before !== undefined) tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({
    // The one before was set up with its backend and stays in use: what it needs must still be set up and disposed of.
    ...before,
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const heap = heapOf(backend);
      return heap.run(() =>
        kernel({
          heap,
          inputs,
          attrs: attrs as Attributes,
          fallback: () => {
            if (before === undefined) throw new Error(`${kernelName}: no other kernel on ${BACKEND}`);
            return before.kernelFunc({ inputs, backend, ...(attrs && { attrs }) }) as tf.TensorInfo;
          },
          run: (name, given, attributes = {}) =>
            tf
              .getKernel(name, BACKEND)
              .kernelFunc({ inputs: given, backend, attrs: attributes }) as tf.TensorInfo,
        }),
      );
    },
  });
}

/** Puts a gradient in place of TensorFlow.js's, or where it has none. */
export function registerGradient(config: tf.GradConfig): void {
  if ((tf.getGradient(config.kernelName) as tf.GradConfig | undefined) !== undefined) {
    tf.unregisterGradient(config.kernelName);
  }
  tf.registerGradient(config);
}
