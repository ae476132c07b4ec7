import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { numberedNetworks, type BuildOptions, type Networks } from '../autoencoder.ts';

/**
 * A layer whose one weight is a person's average face, [side, side, 3], values 0 to 1; no training changes it. It is shown as the mean of
 * itself and its mirror image, so that a crop seen in a mirror stands beside the same picture.
 */
export abstract class MeanFaceLayer extends tf.layers.Layer {
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
      const meanFace = this.#average.read() as tf.Tensor3D;
      return this.show(crops, tf.div(tf.add(meanFace, tf.reverse(meanFace, 1)), 2));
    });
  }

  /** @param crops [batch, side, side, 3], values 0 to 1. @param symmetric the average, its own mirror image: [side, side, 3]. */
  protected abstract show(crops: tf.Tensor4D, symmetric: tf.Tensor3D): tf.Tensor4D;
}

/**
 * Shows an encoder how a crop differs from the person's average face: what the face does and how it is lit, and less of who it is.
 * [batch, side, side, 3], values 0 to 1 → the same shape, −1 to 1
 */
export class SubtractMeanFace extends MeanFaceLayer {
  static readonly className = 'SubtractMeanFace';

  protected override show(crops: tf.Tensor4D, symmetric: tf.Tensor3D): tf.Tensor4D {
    return tf.sub(crops, symmetric);
  }
}
tf.serialization.registerClass(SubtractMeanFace);

/**
 * Lays a person's average face beside each of their crops, so that an encoder sees both, and centres the values on 0.
 * [batch, side, side, 3], values 0 to 1 → [batch, side, side, 6], values −0.5 to 0.5
 */
export class ConcatMeanFace extends MeanFaceLayer {
  static readonly className = 'ConcatMeanFace';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as number[];
    return [batch, height, width, 2 * channels];
  }

  protected override show(crops: tf.Tensor4D, symmetric: tf.Tensor3D): tf.Tensor4D {
    const beside = tf.tile<tf.Tensor4D>(symmetric.expandDims(0), [crops.shape[0], 1, 1, 1]);
    return tf.sub(tf.concat([crops, beside], 3), 0.5);
  }
}
tf.serialization.registerClass(ConcatMeanFace);

/** A part for each person that knows their average face: `mean-face-0`, `mean-face-1`… @param newLayer makes its layer. */
export function meanFaceNetworks(
  layers: BuildOptions['meanFaces'],
  newLayer: () => MeanFaceLayer,
): Record<string, tf.LayersModel> {
  const networks: Record<string, tf.LayersModel> = {};
  layers.forEach((meanFace, k) => {
    const crops = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 3] });
    const model = tf.model({ inputs: crops, outputs: newLayer().apply(crops) as tf.SymbolicTensor });
    tf.tidy(() => {
      model.setWeights([meanFaceTensor(meanFace)]);
    });
    networks[`mean-face-${k}`] = model;
  });
  return networks;
}

/** An average face: [64, 64, 3], values 0 to 255 → 0 to 1. */
export const meanFaceTensor = (meanFace: Float32Array): tf.Tensor3D =>
  tf.div(tf.tensor3d(meanFace, [CROP_SIDE, CROP_SIDE, 3]), 255);

/** What an encoder sees of somebody's crops: what their {@link meanFaceNetworks} makes of them; the crops, if there is none. */
export function encoderView(networks: Networks): (crops: tf.Tensor4D, source: number) => tf.Tensor {
  const layers = numberedNetworks(networks, 'mean-face');
  return (crops, source) => (layers.length > 0 ? (layers[source].apply(crops) as tf.Tensor) : crops);
}
