import * as tf from '@tensorflow/tfjs';
import { biasOf, finish, type Fused } from './convolution/fused.ts';
import { upTo } from './convolution/geometry.ts';
import { register, type KernelCall } from './register.ts';

interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * The product of two tensors' last two axes, batch by batch; a factor without batches serves all of the
 * other's. Nothing for what is left to the stock kernel: batches broadcast in another way, something empty,
 * or mistaken.
 */
function product(
  { heap, inputs, attrs: { transposeA, transposeB } }: KernelCall<Transposes>,
  bias?: tf.TensorInfo,
): tf.TensorInfo | undefined {
  const a = inputs['a']!;
  const b = inputs['b']!;
  if (a.shape.length < 2 || b.shape.length < 2 || a.dtype !== 'float32' || b.dtype !== 'float32')
    return undefined;
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [n, kOfB] = transposeB ? [bRows, bColumns] : [bColumns, bRows];
  const aBatches = tf.util.sizeFromShape(a.shape.slice(0, -2));
  const bBatches = tf.util.sizeFromShape(b.shape.slice(0, -2));
  if (kOfB !== k) return undefined;
  if (aBatches !== bBatches && aBatches !== 1 && bBatches !== 1) return undefined;
  if (aBatches * bBatches * m * k * n === 0) return undefined;

  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batches = Math.max(aBatches, bBatches);
  if (tf.util.sizeFromShape(batchShape) !== batches) return undefined;
  const y = heap.output([...batchShape, m, n]);
  const { kernels } = heap;
  heap.withScratch([upTo(n, 8), kernels.MATMUL_WORK], (start, work) => {
    heap.writeStart(bias && heap.address(bias), n, start);
    for (let batch = 0; batch < batches; batch++) {
      kernels.matmul(
        heap.address(a) + (aBatches === 1 ? 0 : 4 * batch * m * k),
        Number(transposeA),
        heap.address(b) + (bBatches === 1 ? 0 : 4 * batch * k * n),
        Number(transposeB),
        m,
        k,
        n,
        heap.address(y) + 4 * batch * m * n,
        start,
        work,
      );
    }
  });
  return y;
}

export function registerMatmuls(): void {
  register<Transposes>('BatchMatMul', (call) => product(call) ?? call.fallback());

  register<Transposes & Fused>('_FusedMatMul', (call) => {
    const { inputs, attrs } = call;
    const columns = inputs['b']!.shape.at(attrs.transposeB ? -2 : -1)!;
    const bias = biasOf(inputs['bias'], columns);
    const y = product(call, bias);
    return y === undefined ? call.fallback() : finish(call, y, bias !== undefined);
  });
}
