import * as tf from '@tensorflow/tfjs';

/**
 * Sub-pixel convolution's rearrangement of channels to pixels: each pixel's channels become a square of 2 × 2
 * pixels. W. Shi et al., "Real-time single image super-resolution using an efficient sub-pixel convolutional
 * neural network", CVPR 2016.
 * [batch, h, w, 4 c] → [batch, 2 h, 2 w, c]
 */
export class PixelShuffle extends tf.layers.Layer {
  static readonly className = 'PixelShuffle';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as tf.Shape;
    return [batch, twice(height), twice(width), channels === null ? null : channels / 4];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC');
  }
}
tf.serialization.registerClass(PixelShuffle);

const twice = (side: number | null): number | null => (side === null ? null : 2 * side);
