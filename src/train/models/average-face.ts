import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { namedParts, type Ingredients, type Parts } from '../autoencoder.ts';

/**
 * A layer whose one weight is a person's average face, [side, side, 3], values 0 to 1; no training changes it. It is shown as the mean of
 * itself and its mirror image, so that a crop seen in a mirror stands beside the same picture.
 */
export abstract class AverageFaceLayer extends tf.layers.Layer {
  #average!: tf.LayerVariable;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [, ...shape] = inputShape as number[];
    const zeros = tf.initializers.zeros();
    this.#average = this.addWeight('average', shape, 'float32', zeros, undefined, false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const crops = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const average = this.#average.read() as tf.Tensor3D;
      return this.show(crops, tf.div(tf.add(average, tf.reverse(average, 1)), 2));
    });
  }

  /** @param crops [batch, side, side, 3], values 0 to 1. @param even the average, its own mirror image: [side, side, 3]. */
  protected abstract show(crops: tf.Tensor4D, even: tf.Tensor3D): tf.Tensor4D;
}

/**
 * Shows an encoder how a crop differs from the person's average face: what the face does and how it is lit, and less of who it is.
 * [batch, side, side, 3], values 0 to 1 → the same shape, −1 to 1
 */
export class LessAverage extends AverageFaceLayer {
  static readonly className = 'LessAverage';

  protected override show(crops: tf.Tensor4D, even: tf.Tensor3D): tf.Tensor4D {
    return tf.sub(crops, even);
  }
}
tf.serialization.registerClass(LessAverage);

/**
 * Lays a person's average face beside each of their crops, so that an encoder sees both, and centres the values on 0.
 * [batch, side, side, 3], values 0 to 1 → [batch, side, side, 6], values −0.5 to 0.5
 */
export class BesideAverage extends AverageFaceLayer {
  static readonly className = 'BesideAverage';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as number[];
    return [batch, height, width, 2 * channels];
  }

  protected override show(crops: tf.Tensor4D, even: tf.Tensor3D): tf.Tensor4D {
    const beside = tf.tile<tf.Tensor4D>(even.expandDims(0), [crops.shape[0], 1, 1, 1]);
    return tf.sub(tf.concat([crops, beside], 3), 0.5);
  }
}
tf.serialization.registerClass(BesideAverage);

/** A part for each person that knows their average face: `average-0`, `average-1`… @param newLayer makes its layer. */
export function averageParts(
  averages: Ingredients['averages'],
  newLayer: () => AverageFaceLayer,
): Record<string, tf.LayersModel> {
  const parts: Record<string, tf.LayersModel> = {};
  averages.forEach((average, k) => {
    const crops = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 3] });
    const model = tf.model({ inputs: crops, outputs: newLayer().apply(crops) as tf.SymbolicTensor });
    tf.tidy(() => {
      model.setWeights([averageTensor(average)]);
    });
    parts[`average-${k}`] = model;
  });
  return parts;
}

/** An average face: [64, 64, 3], values 0 to 255 → 0 to 1. */
export const averageTensor = (average: Float32Array): tf.Tensor3D =>
  tf.div(tf.tensor3d(average, [CROP_SIDE, CROP_SIDE, 3]), 255);

/** What an encoder sees of somebody's crops: what their {@link averageParts} makes of them; the crops, if there is none. */
export function encoderView(parts: Parts): (crops: tf.Tensor4D, source: number) => tf.Tensor {
  const averages = namedParts(parts, 'average');
  return (crops, source) => (averages.length > 0 ? (averages[source].apply(crops) as tf.Tensor) : crops);
}
