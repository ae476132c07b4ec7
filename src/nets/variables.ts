import type * as tf from '@tensorflow/tfjs';

/**
 * A model's trainable weights as variables, which optimizers need; TensorFlow.js's types hide them in its
 * `LayerVariable`.
 */
export const variablesOf = (model: tf.LayersModel): tf.Variable[] =>
  model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
