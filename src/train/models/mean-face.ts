import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { numberedNetworks, type BuildOptions, type Networks } from '../autoencoder.ts';
import type { Colour } from '../colour-shift.ts';
import { meanFace, type FaceDataset } from '../dataset/face-dataset.ts';
import type { FaceTensor } from '../dataset/face-tensor.ts';

/** A layer that has a person's mean face: [side, side, 3], values 0 to 1, not trained. */
export abstract class MeanFaceLayer extends tf.layers.Layer {
  #meanFace!: tf.LayerVariable;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.#meanFace = this.addPicture('mean-face', inputShape);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as number[];
    return [batch, height, width, 2 * channels];
  }

  /** A weight that is not trained, of the shape of a crop. */
  protected addPicture(name: string, inputShape: tf.Shape | tf.Shape[]): tf.LayerVariable {
    const [, ...shape] = inputShape as number[];
    return this.addWeight(name, shape, 'float32', tf.initializers.zeros(), undefined, false);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const crops = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      return this.combine(crops, this.#meanFace.read() as tf.Tensor3D);
    });
  }

  /**
   * @param crops [batch, side, side, 3], values 0 to 1.
   * @param meanFace [side, side, 3], values 0 to 1.
   */
  protected abstract combine(crops: tf.Tensor4D, meanFace: tf.Tensor3D): tf.Tensor4D;

  /** Concatenates to each crop the same picture, as three more channels. */
  protected beside(crops: tf.Tensor4D, picture: tf.Tensor3D): tf.Tensor4D {
    const tiled = tf.tile<tf.Tensor4D>(picture.expandDims(0), [crops.shape[0], 1, 1, 1]);
    return tf.concat([crops, tiled], 3);
  }
}

/**
 * Subtracts the person's mean face from a crop: the difference shows performance and light more, and identity
 * less. Three more channels have a picture of who it is, the same for each of the person's crops, or zeros.
 * [batch, side, side, 3], values 0 to 1 → [batch, side, side, 6], −1 to 1
 */
export class SubtractMeanFace extends MeanFaceLayer {
  static readonly className = 'SubtractMeanFace';
  #identity!: tf.LayerVariable;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    super.build(inputShape);
    this.#identity = this.addPicture('identity', inputShape);
  }

  protected override combine(crops: tf.Tensor4D, meanFace: tf.Tensor3D): tf.Tensor4D {
    return this.beside(tf.sub(crops, meanFace), this.#identity.read() as tf.Tensor3D);
  }
}
tf.serialization.registerClass(SubtractMeanFace);

/**
 * Concatenates the person's mean face to each crop, as three more channels, and centres the values on 0.
 * [batch, side, side, 3], values 0 to 1 → [batch, side, side, 6], values −0.5 to 0.5
 */
export class ConcatMeanFace extends MeanFaceLayer {
  static readonly className = 'ConcatMeanFace';

  protected override combine(crops: tf.Tensor4D, meanFace: tf.Tensor3D): tf.Tensor4D {
    return tf.sub(this.beside(crops, meanFace), 0.5);
  }
}
tf.serialization.registerClass(ConcatMeanFace);

/**
 * A network for each person that applies a mean-face layer: `mean-face-0`, `mean-face-1`… If faces are
 * mirrored in the training, the mean face is made symmetric (averaged with its mirror image), so that a crop
 * and its mirror image are compared with the same picture.
 * @param newLayer makes the layer. @param weightsOf its weights, of a mean face. @param side pixels a side of
 * what the encoder sees: half of a crop's for a thumbnail.
 */
export function meanFaceNetworks(
  { faces, flip, colourShifts }: Pick<BuildOptions, 'faces' | 'flip' | 'colourShifts'>,
  newLayer: () => MeanFaceLayer,
  weightsOf: (meanFace: tf.Tensor3D) => tf.Tensor[],
  side: number = CROP_SIDE,
): Record<string, tf.LayersModel> {
  const networks: Record<string, tf.LayersModel> = {};
  faces.forEach((set, k) => {
    const crops = tf.input({ shape: [side, side, 3] });
    const model = tf.model({ inputs: crops, outputs: newLayer().apply(crops) as tf.SymbolicTensor });
    tf.tidy(() => {
      const factor = CROP_SIDE / side;
      const face = tf.avgPool(meanFaceTensor(set, colourShifts?.[k]), factor, factor, 'valid');
      model.setWeights(weightsOf(flip ? tf.div(tf.add(face, tf.reverse(face, 1)), 2) : face));
    });
    networks[`mean-face-${k}`] = model;
  });
  return networks;
}

/**
 * A person's mean face: [64, 64, 3], values 0 to 1 without a shift of its colours.
 * @param colourShift what is added to the colours that the networks see: see colour-shift.ts.
 */
export function meanFaceTensor(faces: FaceDataset, colourShift?: Colour): tf.Tensor3D {
  const mean = tf.div<tf.Tensor3D>(tf.tensor3d(meanFace(faces), [CROP_SIDE, CROP_SIDE, 3]), 255);
  return colourShift === undefined ? mean : tf.add(mean, tf.tensor1d([...colourShift]));
}

/**
 * The encoder's input for a person's crops: the output of their {@link meanFaceNetworks}, or the crops if
 * there are none.
 */
export function encoderView(networks: Networks): (crops: FaceTensor, source: number) => tf.Tensor {
  const layers = numberedNetworks(networks, 'mean-face');
  return (crops, source) => (layers.length > 0 ? (layers[source].apply(crops) as tf.Tensor) : crops);
}
