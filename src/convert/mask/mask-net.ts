import * as tf from '@tensorflow/tfjs';
import { yieldToEventLoop } from '../../engine/yield-to-event-loop.ts';
import { pixelsOf } from '../../clips/proven-pixels.ts';
import { CROP_SIDE } from '../../extract/crop.ts';
import { expectDataset, type FaceDataset } from '../../train/dataset/face-dataset.ts';
import { apply, LayerBuilder } from '../../nets/layer-builder.ts';
import { sharedBytes } from '../../train/dataset/shared-bytes.ts';

/** Crops per batch. */
const BATCH = 32;

/**
 * A small U-Net that segments a crop: which pixels are inner face, the skin with all on it, up to hair, hat
 * and ears. O. Ronneberger, P. Fischer and T. Brox, "U-Net: convolutional networks for biomedical image
 * segmentation", MICCAI 2015.
 * [batch, 64, 64, 3], values −0.5 to 0.5 → [batch, 64, 64, 1], values 0 to 1
 */
export function buildMaskNet(seed: number): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const crops = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 3] });
  const fine = nn.downsample(crops, 12); // [batch, 32, 32, 12]
  const middle = nn.downsample(fine, 24); // [batch, 16, 16, 24]
  const coarse = nn.downsample(middle, 48); // [batch, 8, 8, 48]
  const around = nn.leakyRelu(nn.conv2d(coarse, 48, 3, 1)); // [batch, 8, 8, 48]
  const beside = (x: tf.SymbolicTensor, y: tf.SymbolicTensor) => apply(tf.layers.concatenate(), [x, y]);
  let x = beside(nn.upsample(around, 24), middle); // [batch, 16, 16, 48]
  x = beside(nn.upsample(x, 12), fine); // [batch, 32, 32, 24]
  x = nn.upsample(x, 8); // [batch, 64, 64, 8]
  return tf.model({ inputs: crops, outputs: nn.sigmoid(nn.conv2d(x, 1, 3, 1)) });
}

/**
 * The inner faces in crops, as a {@link buildMaskNet} segments them.
 * @param onProgress given how many crops are done. What it throws ends the work.
 * @returns [count, 64, 64] bytes, in shared memory where there is any.
 */
export async function findMasks(
  net: tf.LayersModel,
  faces: FaceDataset,
  onProgress?: (done: number) => void,
): Promise<Uint8Array> {
  expectDataset(faces);
  const { images, count, side } = faces;
  const pixels = pixelsOf(images);
  const area = side * side;
  const masks = sharedBytes(count * area);
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first);
    const seen = tf.tidy(() => {
      const bytes = pixels.subarray(3 * first * area, 3 * (first + size) * area);
      const crops = tf.tensor4d(bytes, [size, side, side, 3], 'float32'); // [batch, 64, 64, 3]
      const found = net.apply(tf.sub(tf.div(crops, 255), 0.5)) as tf.Tensor4D; // [batch, 64, 64, 1]
      return tf.round(tf.mul(found, 255));
    });
    masks.set(await seen.data(), first * area);
    seen.dispose();
    await yieldToEventLoop();
    onProgress?.(first + size);
  }
  return masks;
}
