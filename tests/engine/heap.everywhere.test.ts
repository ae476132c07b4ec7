import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { guardAllocation, type Allocator } from '../../src/engine/kernels/allocation.ts';
import { heapOf } from '../../src/engine/kernels/register.ts';
import { random, useWasm } from './backends.ts';

describe('scratch memory', () => {
  it('is kept while it is small, and given back when it is large or the work fails', async () => {
    await useWasm();
    const heap = heapOf(tf.backend());
    const MB = 2 ** 20;
    heap.withScratch([MB], (outer) => {
      heap.withScratch([MB, 3], (inner, more) => {
        expect(outer % 64).toBe(0);
        expect(Math.abs(inner - outer)).toBeGreaterThanOrEqual(4 * MB);
        expect(more - inner).toBeGreaterThanOrEqual(4 * MB);
      });
    });
    const held = heap.scratchBytes;
    expect(held).toBeGreaterThanOrEqual(8 * MB);
    const fail = () => {
      heap.withScratch([32 * MB], () => {
        expect(heap.scratchBytes).toBeGreaterThanOrEqual(128 * MB);
        throw new Error('failed');
      });
    };
    for (let i = 0; i < 5; i++) expect(fail).toThrow('failed');
    expect(heap.scratchBytes).toBeLessThanOrEqual(held);
  });

  it('a kernel that finds none gives back its output', async () => {
    await useWasm();
    const heap = heapOf(tf.backend());
    const [a, b] = [random([3, 600], 1), random([600, 3], 2)];
    // So deep that no scratch memory is kept there.
    const deep = (levels: number): void => {
      heap.withScratch([1], () => {
        if (levels > 0) deep(levels - 1);
        else expect(() => tf.matMul(a, b)).toThrow(/^WebAssembly has no 1 MB left/);
      });
    };
    withNoMoreThan(1000, () => {
      deep(9);
    });
    tf.dispose([a, b]);
  });
});

interface WasmBackend extends tf.KernelBackend {
  readonly wasm: Allocator;
}

/**
 * Runs with a heap that has room for no more than so many bytes at a time; nothing may be left behind in it.
 */
function withNoMoreThan(most: number, work: () => void): void {
  const backend = tf.backend() as WasmBackend;
  const whole = backend.wasm._malloc;
  const held = backend.numDataIds();
  backend.wasm._malloc = (bytes) => (bytes > most ? 0 : whole(bytes));
  guardAllocation(backend.wasm);
  try {
    work();
  } finally {
    backend.wasm._malloc = whole;
  }
  expect(backend.numDataIds()).toBe(held);
}

describe("the heap's end", () => {
  const MB = 2 ** 20;

  it('is an error with advice, wherever memory is taken, and leaves the backend as it was', async () => {
    await useWasm();
    const x = tf.ones<tf.Rank.R4>([1, 64, 64, 16]);
    const filter = random([3, 3, 16, 16], 1) as tf.Tensor4D;
    const tensors = tf.memory().numTensors;
    const takers: Record<string, () => tf.Tensor> = {
      'an upload': () => tf.tensor(new Float32Array(65536)),
      zeros: () => tf.zeros([256, 256]),
      'a kernel of ours': () => tf.leakyRelu(x),
      'a convolution': () => tf.conv2d(x, filter, 1, 'same'),
      'a stock kernel': () => tf.exp(x),
      'a stock kernel that broadcasts': () => tf.add(x, tf.scalar(1)),
      fill: () => tf.fill([256, 256], 1),
      'a concatenation': () => tf.concat([x, x]),
      'a gradient': () => tf.grad((x) => tf.sum(tf.square(x)))(x),
    };
    withNoMoreThan(1000, () => {
      for (const [name, take] of Object.entries(takers)) {
        expect(() => tf.tidy(take), name).toThrow(
          expect.objectContaining({
            name: 'JanusError',
            message: expect.stringMatching(/^WebAssembly has no 1 MB left\.$/) as string,
            advice: expect.stringContaining('smaller batch') as string,
          }),
        );
      }
    });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(tf.tidy(() => tf.sum(tf.leakyRelu(x)).dataSync()[0])).toBe(65536);
    tf.dispose([x, filter]);
  });

  it('leaves nothing behind of a kernel that is composed of several', async () => {
    await useWasm();
    const backend = tf.backend() as WasmBackend;
    const whole = backend.wasm._malloc;
    const [x, alpha] = [random([2, 3, 4], 1), random([3, 1], 2)];
    const composed = [() => tf.prelu(x, alpha), () => tf.maximum(alpha, x)];
    for (const compute of composed) {
      const held = backend.numDataIds();
      let allocations = 0;
      const countUpTo = (most: number): void => {
        allocations = 0;
        backend.wasm._malloc = (bytes) => (++allocations > most ? 0 : whole(bytes));
        guardAllocation(backend.wasm);
        try {
          compute().dispose();
        } finally {
          backend.wasm._malloc = whole;
        }
      };
      countUpTo(Infinity);
      const needed = allocations - 1; // the guard itself takes one
      for (let most = 1; most <= needed; most++) {
        expect(() => {
          countUpTo(most);
        }, `${most} of ${needed}`).toThrow(/^WebAssembly has no/);
        expect(backend.numDataIds(), `${most} of ${needed}`).toBe(held);
      }
    }
    tf.dispose([x, alpha]);
  });

  it('is also a size that 32 bits cannot hold', () => {
    const module: Allocator = { _malloc: () => 8, _free: () => undefined };
    guardAllocation(module);
    expect(module._malloc(16)).toBe(8);
    expect(() => module._malloc(5000 * MB)).toThrow(/^WebAssembly has no 5000 MB left/);
  });

  it('is watched for in an allocator that replaces itself at its first call, as that of Emscripten does', () => {
    const module: Allocator = {
      _malloc: () => {
        module._malloc = () => 0;
        return 8;
      },
      _free: () => undefined,
    };
    guardAllocation(module);
    guardAllocation(module);
    expect(module._malloc(0)).toBe(0);
    expect(() => module._malloc(1)).toThrow(/^WebAssembly has no 1 MB left/);
  });

  it('is watched for in the backend as soon as the kernels are installed', async () => {
    await useWasm();
    const { wasm } = tf.backend() as WasmBackend;
    const guarded = wasm._malloc;
    guardAllocation(wasm);
    expect(wasm._malloc).toBe(guarded);
  });
});
