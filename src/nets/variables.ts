import type * as tf from '@tensorflow/tfjs';

/** A model's trainable weights. TensorFlow.js hides them behind a kind of its own; optimizers want them. */
export const variablesOf = (model: tf.LayersModel): tf.Variable[] =>
  model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
