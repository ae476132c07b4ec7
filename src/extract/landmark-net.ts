import * as tf from '@tensorflow/tfjs';
import { landmarkNames } from '../faces/landmarks.ts';
import { SoftArgmax } from './soft-argmax.ts';

/** Pixels a side of the picture that the network looks at. */
export const INPUT_SIDE = 64;
export const LANDMARKS = landmarkNames.length;

/**
 * A small convolutional network that says where a face's landmarks are, and how sure it is of each: a map of 16 × 16 cells
 * for every landmark, made from what is near and, through a coarser level, from what is around.
 *
 * @param seed 1 or more.
 * @returns a model from [batch, 64, 64, 3], values −0.5 to 0.5, to two outputs: places [batch, 32, 2], in sides of the picture
 * from its centre, and [batch, 32]: the logarithm of the error to expect of each, in the same unit.
 */
export function buildLandmarkNet(seed: number): tf.LayersModel {
  let next = 1000 * seed;
  const kernelInitializer = () => tf.initializers.heNormal({ seed: ++next });
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(x) as tf.SymbolicTensor;
  const convolve = (x: tf.SymbolicTensor, filters: number, kernelSize: number, strides: number) =>
    apply(
      tf.layers.leakyReLU({ alpha: 0.1 }),
      apply(
        tf.layers.conv2d({
          filters,
          kernelSize,
          strides,
          padding: 'same',
          kernelInitializer: kernelInitializer(),
        }),
        x,
      ),
    );

  const picture = tf.input({ shape: [INPUT_SIDE, INPUT_SIDE, 3] });
  const edges = convolve(picture, 16, 5, 2); // [batch, 32, 32, 16]
  const near = convolve(convolve(edges, 32, 3, 2), 48, 3, 1); // [batch, 16, 16, 48]
  const around = convolve(convolve(near, 96, 3, 2), 96, 3, 1); // [batch, 8, 8, 96]
  const raised = apply(
    tf.layers.conv2dTranspose({
      filters: 32,
      kernelSize: 2,
      strides: 2,
      kernelInitializer: kernelInitializer(),
    }),
    around,
  ); // [batch, 16, 16, 32]
  const both = convolve(apply(tf.layers.concatenate(), [near, raised]), 56, 3, 1);
  const maps = apply(
    tf.layers.conv2d({ filters: LANDMARKS, kernelSize: 1, kernelInitializer: kernelInitializer() }),
    both,
  ); // [batch, 16, 16, 32]
  const places = apply(new SoftArgmax(), maps);
  const doubt = apply(
    tf.layers.dense({
      units: LANDMARKS,
      kernelInitializer: tf.initializers.glorotUniform({ seed: ++next }),
      biasInitializer: tf.initializers.constant({ value: -3 }),
    }),
    apply(tf.layers.globalAveragePooling2d({}), around),
  );
  return tf.model({ inputs: picture, outputs: [places, doubt] });
}
