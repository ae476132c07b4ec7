import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
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
    const backend = tf.backend() as tf.KernelBackend & {
      wasm: { _malloc: (bytes: number) => number };
      numDataIds(): number;
    };
    const [a, b] = [random([3, 600], 1), random([600, 3], 2)];
    const whole = backend.wasm._malloc;
    const held = backend.numDataIds();
    // So deep that no scratch memory is kept there.
    const deep = (levels: number): void => {
      heap.withScratch([1], () => {
        if (levels > 0) deep(levels - 1);
        else expect(() => tf.matMul(a, b)).toThrow(/^WebAssembly has no 1 MB left/);
      });
    };
    backend.wasm._malloc = (bytes) => (bytes > 1000 ? 0 : whole(bytes));
    try {
      deep(9);
    } finally {
      backend.wasm._malloc = whole;
    }
    expect(backend.numDataIds()).toBe(held);
    tf.dispose([a, b]);
  });
});
