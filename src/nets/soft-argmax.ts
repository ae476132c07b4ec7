import * as tf from '@tensorflow/tfjs';

/**
 * The soft argmax of heat maps: the expected position under each map's softmax, which is differentiable and
 * finer than a cell.
 * [batch, height, width, maps] → [batch, maps, 2]: x and y, from −0.5 at the left and upper edges to 0.5 at
 * the right and lower ones.
 *
 * X. Sun et al., "Integral human pose regression", ECCV 2018.
 */
export class SoftArgmax extends tf.layers.Layer {
  static readonly className = 'SoftArgmax';

  override computeOutputShape([batch, , , maps]: number[]): number[] {
    return [batch, maps, 2];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const heatMaps = Array.isArray(inputs) ? inputs[0] : inputs;
      const [, height, width, maps] = heatMaps.shape;
      // [batch, maps, cells]
      const cells = tf.transpose(tf.reshape(heatMaps, [-1, height * width, maps]), [0, 2, 1]);
      const positions = tf.tensor2d(
        Array.from({ length: height * width }, (_, i) => [
          ((i % width) + 0.5) / width - 0.5,
          (Math.floor(i / width) + 0.5) / height - 0.5,
        ]),
      );
      const weights = tf.reshape(tf.softmax(cells), [-1, height * width]);
      return tf.reshape(tf.matMul(weights, positions), [-1, maps, 2]);
    });
  }
}
tf.serialization.registerClass(SoftArgmax);
