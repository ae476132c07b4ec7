import * as tf from '@tensorflow/tfjs';
import { pixelsOf, type ProvenPixels } from '../../clips/proven-pixels.ts';
import { yieldToEventLoop } from '../../engine/yield-to-event-loop.ts';
import { CROP_SIDE } from '../../extract/crop.ts';

/** Values of a crop. */
const CROP = CROP_SIDE * CROP_SIDE * 3;
/** Crops per batch. */
const BATCH = 32;

/**
 * Runs a network on crops, a batch at a time.
 * @param crops [count, 64, 64, 3] for each input of the network.
 * @param net from pictures, [batch, 64, 64, 3] each, values −0.5 to 0.5, to [batch, size].
 * @returns [size] for each crop, or for each i-th crop of all inputs.
 * @throws InputError if crops are not proven; RangeError if they are of another size, or not as many.
 */
export async function runNetwork(
  crops: readonly ProvenPixels[],
  net: (...pictures: tf.Tensor4D[]) => tf.Tensor2D,
): Promise<Float32Array[]> {
  const inputs = crops.map((input) => bytesOf(input, crops[0].count));
  const rows: Float32Array[] = [];
  for (let first = 0; first < crops[0].count; first += BATCH) {
    const count = Math.min(BATCH, crops[0].count - first);
    const output = tf.tidy(() => {
      const pictures = inputs.map((bytes) => {
        const batch = bytes.subarray(first * CROP, (first + count) * CROP);
        const levels = tf.tensor4d(batch, [count, CROP_SIDE, CROP_SIDE, 3], 'float32'); // [batch, 64, 64, 3]
        return tf.sub<tf.Tensor4D>(tf.div(levels, 255), 0.5);
      });
      return net(...pictures);
    });
    const values = await output.data<'float32'>();
    output.dispose();
    await yieldToEventLoop();
    const size = values.length / count;
    for (let i = 0; i < count; i++) rows.push(values.slice(i * size, (i + 1) * size));
  }
  return rows;
}

/** The bytes of one input, [count, 64, 64, 3]. @throws as {@link runNetwork}. */
function bytesOf(crops: ProvenPixels, count: number): Uint8Array {
  const bytes = pixelsOf(crops);
  if (crops.width !== CROP_SIDE || crops.height !== CROP_SIDE) {
    throw new RangeError(
      `The crops are ${crops.width} × ${crops.height} pixels: expected ${CROP_SIDE} × ${CROP_SIDE} pixels.`,
    );
  }
  if (crops.count !== count) throw new RangeError(`There are ${crops.count} crops beside ${count}.`);
  return bytes;
}
