import * as tf from '@tensorflow/tfjs';
import type { Connections, SourceFaces } from './autoencoder.ts';
import { meanFace, type FaceDataset } from './dataset/face-dataset.ts';
import { faceTensor } from './dataset/face-tensor.ts';

/*
 * deepfakes/faceswap of 2017 shifts A's colours before it trains (train.py): to every pixel of every face of A,
 * it adds the difference of the mean colours, B's − A's. So the encoder cannot tell A and B apart by their mean
 * colour. Both the inputs and the targets of A are shifted; decoder A learns A in B's mean colour.
 *
 * Here an autoencoder does it to whatever it encodes, and takes it back from whatever it decodes. In training
 * that is the same: |(output − shift) − face| = |output − (face + shift)|. In a swap it is not. The converter of
 * 2017 did not shift A's faces, so its encoder met colours there that it had not been trained on. Here it meets
 * the colours of its training, and decoder A's faces have A's colours.
 */

/** Red, green and blue of a colour, 0 to 1, or of a difference of two, −1 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

/**
 * What is added to the colours of each person's faces, so that the mean over all pixels of all of a person's
 * faces is the last person's: of two people, A is shifted to B. (In 2017 the mean is over a picture of 256
 * pixels a side; here over the crops, which are the middle of it.)
 * @throws InputError for a person without faces.
 */
export function colourShiftsOf(people: readonly FaceDataset[]): Colour[] {
  const means = people.map(meanColour);
  const last = means[means.length - 1];
  return means.map((mean): Colour => [last[0] - mean[0], last[1] - mean[1], last[2] - mean[2]]);
}

/** The mean over all pixels of all faces. */
function meanColour(faces: FaceDataset): Colour {
  const mean = meanFace(faces);
  const sums: [number, number, number] = [0, 0, 0];
  mean.forEach((value, i) => (sums[i % 3] += value));
  const pixels = mean.length / 3;
  return [sums[0] / pixels / 255, sums[1] / pixels / 255, sums[2] / pixels / 255];
}

/** Adds a colour to every pixel: its only weight, [3], which is not trained. [batch, h, w, 3] → the same shape */
export class AddColour extends tf.layers.Layer {
  static readonly className = 'AddColour';
  #colour!: tf.LayerVariable;

  override build(): void {
    this.#colour = this.addWeight('colour', [3], 'float32', tf.initializers.zeros(), undefined, false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.add(Array.isArray(inputs) ? inputs[0] : inputs, this.#colour.read()));
  }
}
tf.serialization.registerClass(AddColour);

/** A network for each person that adds their shift to crops: `colour-shift-0`, `colour-shift-1`… */
export function colourShiftNetworks(shifts: readonly Colour[]): Record<string, tf.LayersModel> {
  const networks: Record<string, tf.LayersModel> = {};
  shifts.forEach((shift, k) => {
    const crops = tf.input({ shape: [null, null, 3] });
    const model = tf.model({
      inputs: crops,
      outputs: new AddColour({}).apply(crops) as tf.SymbolicTensor,
    });
    tf.tidy(() => {
      model.setWeights([tf.tensor1d([...shift])]);
    });
    networks[`colour-shift-${k}`] = model;
  });
  return networks;
}

/**
 * Shifts the colours of what is encoded, and shifts what is decoded back.
 * @param networks those of {@link colourShiftNetworks}; none to shift nothing.
 */
export function shiftColours(networks: readonly tf.LayersModel[], connections: Connections): Connections {
  if (networks.length === 0) return connections;
  const { encode, encodeAll, decode } = connections;
  const shifted = ({ crops, source }: SourceFaces): SourceFaces => ({
    crops: faceTensor(networks[source].apply(crops) as tf.Tensor4D),
    source,
  });
  return {
    ...connections,
    encode: (crops, source) => encode(shifted({ crops, source }).crops, source),
    ...(encodeAll && { encodeAll: (faces) => encodeAll(faces.map(shifted)) }),
    decode: (latent, target) => {
      const decoded = decode(latent, target);
      const shift = networks[target].weights[0].read() as tf.Tensor1D;
      return tf.sub(decoded, tf.pad1d(shift, [0, decoded.shape[3] - shift.size])); // α, if there is one, has no colour
    },
  };
}
