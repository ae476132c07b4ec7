import * as tf from '@tensorflow/tfjs';
import { trainable, type Autoencoder, type Networks } from '../../../src/train/autoencoder.ts';
import { faceTensor } from '../../../src/train/dataset/face-tensor.ts';
import { losses } from '../../../src/train/loss/losses.ts';
import { backward, type Batch, type StepContext } from '../../../src/train/training-step.ts';
import { variablesOf } from '../../../src/nets/variables.ts';
import { reconstruction } from '../tiny.ts';

/** Smooth random pictures of some people, to be reconstructed. */
export const facesOf = (persons: readonly number[], batch: number, side = 64): Batch[] =>
  persons.map((person) => {
    const pictures = tf.tidy(() => {
      const few = tf.randomUniform<tf.Rank.R4>([batch, 4, 4, 3], 0.1, 0.9, 'float32', person + 1);
      return faceTensor(tf.image.resizeBilinear(few, [side, side]));
    });
    const ones = tf.ones<tf.Rank.R4>([batch, side, side, 1]);
    return {
      person,
      inputs: pictures,
      targets: pictures,
      weights: ones,
      seen: ones,
      share: 0,
      batchFraction: 1,
    };
  });

const disposeFaces = (faces: readonly Batch[]) => {
  tf.dispose(faces.map(({ inputs, weights }) => [inputs, weights]));
};

/** What a step needs for its backward pass; the optimizer is the caller's. */
const contextOf = (model: Autoencoder): StepContext => ({
  model,
  variables: trainable(model),
  objective: reconstruction(losses.mae),
  optimize: () => undefined,
});

/**
 * One step of training with Adam, on two pictures of each person by default.
 * @returns the losses before it.
 */
export function takeStep(
  model: Autoencoder,
  adam: tf.AdamOptimizer,
  persons: readonly number[],
  batch = 2,
): number[] {
  const faces = facesOf(persons, batch, model.side);
  const { losses: found, gradients } = backward(contextOf(model), faces);
  adam.applyGradients(trainable(model).map(({ name }) => ({ name, tensor: gradients[name] })));
  const values = found.map(({ terms }) => terms.reconstruction!.dataSync()[0]);
  disposeFaces(faces);
  tf.dispose([found.map(({ terms }) => terms), gradients]);
  return values;
}

/** The networks that a step on one person's faces would change. */
export function networksTrainedBy(model: Autoencoder, person: number): string[] {
  const faces = facesOf([person], 1, model.side);
  const { losses: found, gradients } = backward(contextOf(model), faces);
  const networks = Object.keys(model.networks).filter((name) =>
    variablesOf(model.networks[name]).some((variable) => variable.name in gradients),
  );
  disposeFaces(faces);
  tf.dispose([found.map(({ terms }) => terms), gradients]);
  return networks;
}

/** A model's trained weights with the names of their networks: the first values of each kernel or bias. */
export const weightsOf = (networks: Networks, most = Infinity): { network: string; values: Float32Array }[] =>
  Object.entries(networks).flatMap(([network, model]) =>
    variablesOf(model).map((variable) => ({
      network,
      values: variable.dataSync<'float32'>().slice(0, most),
    })),
  );
