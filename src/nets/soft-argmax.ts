import * as tf from '@tensorflow/tfjs';

/**
 * Where each of several maps is brightest: the mean place under the map's softmax, so that there is a gradient and a precision
 * finer than a cell. From [batch, height, width, maps] to [batch, maps, 2]: x and y, −0.5 at the left and upper edges to 0.5 at
 * the others.
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
      const heat = Array.isArray(inputs) ? inputs[0] : inputs;
      const [, height, width, maps] = heat.shape;
      const cells = tf.transpose(tf.reshape(heat, [-1, height * width, maps]), [0, 2, 1]); // [batch, maps, cells]
      const places = tf.tensor2d(
        Array.from({ length: height * width }, (_, i) => [
          ((i % width) + 0.5) / width - 0.5,
          (Math.floor(i / width) + 0.5) / height - 0.5,
        ]),
      );
      const weights = tf.reshape(tf.softmax(cells), [-1, height * width]);
      return tf.reshape(tf.matMul(weights, places), [-1, maps, 2]);
    });
  }
}
tf.serialization.registerClass(SoftArgmax);
