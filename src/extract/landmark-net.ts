import * as tf from '@tensorflow/tfjs';
import { landmarkNames } from '../faces/landmarks.ts';
import { SoftArgmax } from '../nets/soft-argmax.ts';

/** Pixels a side of the network's input. */
export const INPUT_SIDE = 64;
export const LANDMARKS = landmarkNames.length;

/**
 * Filters of the layers: at half the input's side, at a quarter, at an eighth, and of the layer that joins
 * the last two.
 */
export interface LandmarkNetSize {
  readonly edges: number;
  readonly near: readonly [number, number];
  readonly around: number;
  readonly both: number;
}

/**
 * A small convolutional network that predicts the landmarks of a face, and how uncertain each of them is.
 * Every landmark has a heat map of 16 × 16 cells, computed from its neighbourhood and, through a coarser
 * level, from its wider surroundings.
 *
 * @param seed 1 or more.
 * @returns a model from [batch, 64, 64, 3], values −0.5 to 0.5, to two outputs: positions [batch, 32, 2], in
 * sides of the picture from its centre, and [batch, 32]: the logarithm of the uncertainty of each (its
 * expected distance from the truth), in the same unit.
 */
export function buildLandmarkNet(seed: number, size: LandmarkNetSize): tf.LayersModel {
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
  const edges = convolve(picture, size.edges, 5, 2); // [batch, 32, 32, …]
  const near = convolve(convolve(edges, size.near[0], 3, 2), size.near[1], 3, 1); // [batch, 16, 16, …]
  const around = convolve(convolve(near, size.around, 3, 2), size.around, 3, 1); // [batch, 8, 8, …]
  const raised = apply(
    tf.layers.conv2dTranspose({
      filters: size.near[0],
      kernelSize: 2,
      strides: 2,
      kernelInitializer: kernelInitializer(),
    }),
    around,
  ); // [batch, 16, 16, …]
  const both = convolve(apply(tf.layers.concatenate(), [near, raised]), size.both, 3, 1);
  const maps = apply(
    tf.layers.conv2d({ filters: LANDMARKS, kernelSize: 1, kernelInitializer: kernelInitializer() }),
    both,
  ); // [batch, 16, 16, 32]
  const positions = apply(new SoftArgmax(), maps);
  const logScale = apply(
    tf.layers.dense({
      units: LANDMARKS,
      kernelInitializer: tf.initializers.glorotUniform({ seed: ++next }),
      biasInitializer: tf.initializers.constant({ value: -3 }),
    }),
    apply(tf.layers.globalAveragePooling2d({}), around),
  );
  return tf.model({ inputs: picture, outputs: [positions, logScale] });
}
