import fc from 'fast-check';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { toHalfFloats } from '../../src/nets/half-floats.ts';

/** What TensorFlow.js makes of half floats in a weights file. */
function decoded(halves: Uint16Array<ArrayBuffer>): Float32Array {
  const spec = {
    name: 'w',
    shape: [halves.length],
    dtype: 'float32',
    quantization: { dtype: 'float16', original_dtype: 'float32' },
  };
  return tf.tidy(() =>
    tf.io.decodeWeights(halves.buffer, [spec as tf.io.WeightsManifestEntry])['w'].dataSync<'float32'>(),
  );
}

const everyHalf = Uint16Array.from({ length: 65536 }, (_, i) => i);
const values = decoded(everyHalf);
const isNumber = (i: number) => Number.isFinite(values[i]);

test('what is a half float already comes back bit for bit', () => {
  const halves = toHalfFloats(values);
  expect(everyHalf.filter((i) => isNumber(i) && halves[i] !== i)).toHaveLength(0);
  expect(everyHalf.filter(isNumber)).toHaveLength(63488);
});

test('any other number becomes the nearest half, of two the even one', () => {
  const ordered = [...everyHalf.subarray(0, 0x7c00)].map((i) => values[i]);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0x7bfe }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (i, part) => {
        const [low, high] = [ordered[i], ordered[i + 1]];
        const value = Math.fround(low + part * (high - low));
        const nearest = value - low < high - value ? i : high - value < value - low ? i + 1 : i + (i & 1);
        expect([...toHalfFloats(Float32Array.of(value, -value))]).toEqual([nearest, nearest | 0x8000]);
      },
    ),
    { numRuns: 2000 },
  );
});

test('what is too large becomes infinite, and what is no number stays none', () => {
  expect([...toHalfFloats(Float32Array.of(65504, 65519, 65520, -1e30, Infinity, NaN, 1e-30))]).toEqual([
    0x7bff, 0x7bff, 0x7c00, 0xfc00, 0x7c00, 0x7e00, 0,
  ]);
});
