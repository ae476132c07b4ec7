import * as tf from '@tensorflow/tfjs';
import { register } from '../register.ts';

/** The stock kernel takes any slopes for one slope a channel, whatever their shape. */
export function registerPrelu(): void {
  register('Prelu', ({ heap, inputs, run, fallback }) => {
    const x = inputs['x']!;
    const alpha = inputs['alpha']!;
    const slopes = tf.util.sizeFromShape(alpha.shape);
    const slopesPerChannel = alpha.shape.at(-1) === slopes && x.shape.at(-1) === slopes;
    if (slopesPerChannel || x.dtype !== 'float32') return fallback();
    const scaled = run('Multiply', { a: x, b: alpha });
    const zero = heap.output([]);
    heap.kernels.clear(heap.address(zero), 1);
    const negative = run('Less', { a: x, b: zero });
    const y = run('Select', { condition: negative, t: scaled, e: x });
    for (const temporary of [scaled, zero, negative]) heap.release(temporary);
    return y;
  });
}
