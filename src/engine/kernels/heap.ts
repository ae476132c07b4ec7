import * as tf from '@tensorflow/tfjs';
import { guardAllocation, type Allocator } from './allocation.ts';
import { bindKernels, type KernelExports } from './exports.ts';
import { upTo } from './convolution/geometry.ts';

/** What TensorFlow.js's `wasm` backend, 4.22, has inside: its heap is where all its tensors live. */
interface WasmBackend {
  readonly wasm: Allocator & {
    readonly asm: { readonly memory: WebAssembly.Memory };
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  disposeData(dataId: object): boolean;
  incRef(dataId: object): void;
  refCount(dataId: object): number;
}

const FLOAT = 4;
/** Bytes that begin a cache line; parts of the arena start on one. */
const LINE = 64;
/** Floats brought into the heap at a time, to be added there. */
const CHUNK = 2 ** 15;
/** An arena larger than this is given back as soon as the kernel that needed it is done. */
const KEPT_BYTES = 64 * 2 ** 20;

interface Arena {
  address: number;
  bytes: number;
}

/** The heap of a `wasm` backend, the kernels that compute in it, and their scratch memory. */
export class Heap {
  readonly kernels: KernelExports;
  /** Eight floats of zero. */
  readonly zeros: number;
  readonly #backend: WasmBackend;
  readonly #arenas: Arena[] = [];
  #depth = 0;
  /** The outputs of the kernel that runs. */
  #outputs: Set<object> | undefined;

  constructor(backend: object, module: WebAssembly.Module) {
    this.#backend = backend as WasmBackend;
    guardAllocation(this.#backend.wasm);
    this.kernels = bindKernels(module, this.#backend.wasm.asm.memory);
    const spare = this.#allocate(3 * LINE);
    this.kernels.setSpare(spare);
    this.zeros = spare + 2 * LINE;
    this.kernels.clear(this.zeros, 8);
  }

  /** Where the values of a tensor are. */
  address({ dataId }: tf.TensorInfo): number {
    return this.#backend.dataIdMap.get(dataId).memoryOffset;
  }

  /** A tensor's values where they are: gone with the tensor, or when the heap grows. */
  view(tensor: tf.TensorInfo): Float32Array {
    return new Float32Array(
      this.#backend.wasm.asm.memory.buffer,
      this.address(tensor),
      tf.util.sizeFromShape(tensor.shape),
    );
  }

  /** Copies numbers to an address of the heap, as floats. */
  write(address: number, values: ArrayLike<number>): void {
    new Float32Array(this.#backend.wasm.asm.memory.buffer, address, values.length).set(values);
  }

  /** Adds terms from outside the heap to a tensor's values, as many. */
  add(tensor: tf.TensorInfo, terms: Float32Array): void {
    this.withScratch([Math.min(terms.length, CHUNK)], (chunk) => {
      for (let i = 0; i < terms.length; i += CHUNK) {
        const length = Math.min(CHUNK, terms.length - i);
        this.write(chunk, terms.subarray(i, i + length));
        this.kernels.addTo(this.address(tensor) + FLOAT * i, chunk, length);
      }
    });
  }

  /** A new float32 tensor, with whatever values its memory had. */
  output(shape: number[]): tf.TensorInfo {
    return this.track(this.#backend.makeOutput(shape, 'float32'));
  }

  /** Counts a tensor among the outputs of the kernel that runs. */
  track(tensor: tf.TensorInfo): tf.TensorInfo {
    this.#outputs?.add(tensor.dataId);
    return tensor;
  }

  /**
   * Runs a kernel, which may run others. Should it throw, what it made so far is released: nobody else knows
   * of it yet.
   */
  run<Result>(kernel: () => Result): Result {
    if (this.#outputs !== undefined) return kernel();
    this.#outputs = new Set();
    try {
      return kernel();
    } catch (error) {
      for (const dataId of this.#outputs) this.#backend.disposeData(dataId);
      throw error;
    } finally {
      this.#outputs = undefined;
    }
  }

  /** Another tensor of the same values: the backend counts who holds them. */
  share({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
    this.#backend.incRef(dataId);
    return { dataId, shape, dtype };
  }

  /** Whether nobody else holds these values, so that changing them in place changes nothing for others. */
  holdsAlone({ dataId }: tf.TensorInfo): boolean {
    return this.#backend.refCount(dataId) === 1;
  }

  release({ dataId }: tf.TensorInfo): void {
    this.#outputs?.delete(dataId);
    this.#backend.disposeData(dataId);
  }

  /**
   * Runs `work` with scratch memory: the addresses of parts of the given sizes, in floats. Calls may nest.
   * The memory is kept for the next call, unless it is large; every part has room to read a few vectors past
   * its end.
   */
  withScratch(sizes: readonly number[], work: (...parts: number[]) => void): void {
    const starts: number[] = [];
    let bytes = LINE;
    for (const size of sizes) {
      starts.push(bytes);
      bytes += upTo(size * FLOAT, LINE) + LINE;
    }
    const arena = (this.#arenas[this.#depth] ??= { address: 0, bytes: 0 });
    if (bytes > arena.bytes) {
      this.#free(arena);
      arena.address = this.#allocate(bytes);
      arena.bytes = bytes;
    }
    const base = upTo(arena.address, LINE) - LINE;
    this.#depth++;
    try {
      work(...starts.map((start) => base + start));
    } finally {
      this.#depth--;
      if (arena.bytes > KEPT_BYTES) this.#free(arena);
    }
  }

  /**
   * Copies a bias to `to`, or zeros if there is none, with zeros up to a multiple of eight: what products
   * start from.
   */
  writeStart(bias: number | undefined, count: number, to: number): void {
    const room = upTo(count, 8);
    if (bias === undefined) this.kernels.clear(to, room);
    else this.kernels.pad(bias, 1, 1, 1, count, to, 0, 0, 1, 1, room);
  }

  /** Bytes of scratch memory that are held for the next call. */
  get scratchBytes(): number {
    return this.#arenas.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #free(arena: Arena): void {
    if (arena.bytes > 0) this.#backend.wasm._free(arena.address);
    arena.address = arena.bytes = 0;
  }

  #allocate(bytes: number): number {
    return this.#backend.wasm._malloc(bytes) >>> 0; // above 2 GB it comes as a negative number
  }
}
