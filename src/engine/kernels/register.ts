import * as tf from '@tensorflow/tfjs';
import { compileKernels } from './exports.ts';
import { Heap } from './heap.ts';
import { JanusError } from '../../errors.ts';

/** What a kernel of ours is given: the heap it computes in, and TensorFlow.js's inputs and attributes. */
export interface KernelCall<Attributes> {
  readonly heap: Heap;
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attrs: Attributes;
  /** Runs the stock kernel, for what ours does not cover; with other inputs or attributes, if given. */
  readonly fallback: (change?: {
    readonly inputs?: tf.NamedTensorInfoMap;
    readonly attrs?: object;
  }) => tf.TensorInfo;
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

/** The heap of a backend; a new backend gets a new heap. */
export function heapOf(backend: object): Heap {
  let heap = heaps.get(backend);
  if (heap === undefined) {
    if (compiled === undefined) throw new Error('The kernels are not compiled yet: await installKernels().');
    heap = new Heap(backend, compiled);
    heaps.set(backend, heap);
  }
  return heap;
}

/** Makes the heap of the backend that runs already, if any, before anything more is allocated in it. */
export function prepareRunningBackend(): void {
  const { registry } = tf.engine();
  if (BACKEND in registry) heapOf(registry[BACKEND]);
}

/**
 * Registers a kernel under its TensorFlow.js name on the `wasm` backend, in place of the one there, if any.
 */
export function register<Attributes>(
  kernelName: string,
  kernel: (call: KernelCall<Attributes>) => Result,
): void {
  const before = tf.getKernel(kernelName, BACKEND) as tf.KernelConfig | undefined;
  if (before !== undefined) tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({
    // The kernel that was there stays in use as the fallback, so it must still be set up and disposed of.
    ...before,
    kernelName,
    backendName: BACKEND,
    setupFunc: (backend) => {
      before?.setupFunc?.(backend);
      heapOf(backend);
    },
    kernelFunc: ({ inputs, attrs, backend }) => {
      const heap = heapOf(backend);
      return heap.run(() =>
        kernel({
          heap,
          inputs,
          attrs: attrs as Attributes,
          fallback: (change) => {
            if (before === undefined) throw noStockKernel(kernelName, inputs);
            const given = {
              inputs: change?.inputs ?? inputs,
              backend,
              attrs: (change?.attrs ?? attrs) as tf.NamedAttrMap,
            };
            return heap.track(before.kernelFunc(given) as tf.TensorInfo);
          },
          run: (name, given, attributes = {}) => {
            const other = tf.getKernel(name, BACKEND);
            return heap.track(
              other.kernelFunc({ inputs: given, backend, attrs: attributes }) as tf.TensorInfo,
            );
          },
        }),
      );
    },
  });
}

const noStockKernel = (kernelName: string, inputs: tf.NamedTensorInfoMap): JanusError => {
  const given = Object.values(inputs).map((input) => `${input!.dtype}[${input!.shape.join()}]`);
  return new JanusError(
    `${kernelName} on the wasm backend does not cover ${given.join(', ')}.`,
    'Use float32 tensors, or another backend.',
  );
};

/** Puts a gradient in place of TensorFlow.js's, or where it has none. */
export function registerGradient(config: tf.GradConfig): void {
  if ((tf.getGradient(config.kernelName) as tf.GradConfig | undefined) !== undefined) {
    tf.unregisterGradient(config.kernelName);
  }
  tf.registerGradient(config);
}
