import * as tf from '@tensorflow/tfjs';

/**
 * Lays a person's average face beside each of their crops, so that an encoder sees both, and centres the values on 0.
 * [batch, side, side, 3], values 0 to 1 → [batch, side, side, 6], values −0.5 to 0.5
 *
 * Its one weight, [side, side, 3], is the average face; no training changes it. It is laid beside crops as the mean of itself and its
 * mirror image, so that a crop seen in a mirror stands beside the same picture.
 */
export class BesideAverage extends tf.layers.Layer {
  static readonly className = 'BesideAverage';
  #average!: tf.LayerVariable;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [, ...shape] = inputShape as number[];
    const zeros = tf.initializers.zeros();
    this.#average = this.addWeight('average', shape, 'float32', zeros, undefined, false);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as number[];
    return [batch, height, width, 2 * channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const average = this.#average.read();
      const even = tf.div(tf.add(average, tf.reverse(average, 1)), 2); // [side, side, 3]
      const beside = tf.tile<tf.Tensor4D>(even.expandDims(0), [x.shape[0], 1, 1, 1]);
      return tf.sub(tf.concat([x, beside], 3), 0.5);
    });
  }
}
tf.serialization.registerClass(BesideAverage);
