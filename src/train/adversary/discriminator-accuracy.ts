import * as tf from '@tensorflow/tfjs';
import type { Autoencoder } from '../autoencoder.ts';
import type { StepConfig } from '../config/config.ts';
import type { FaceDataset } from '../dataset/face-dataset.ts';
import { facesToTensor } from '../dataset/faces-to-tensor.ts';
import { shrinkFaces } from '../dataset/shrink-faces.ts';
import type { Adversary } from './adversary.ts';

/**
 * How often a person's discriminator is right about faces that nothing is trained on and about their
 * reconstructions, 0 to 1: near one half it cannot tell them apart, near 1 it has won, and its gradients say
 * little of what would be better. A face is taken for true if its score is above one half, the label of a
 * mixture in equal parts; or, by a relativistic discriminator, above the mean score of all.
 * @throws InputError if the faces are not proven.
 */
export async function discriminatorAccuracy(
  adversary: Adversary,
  model: Autoencoder,
  faces: FaceDataset,
  person: number,
  { backgroundWeight }: Pick<StepConfig, 'backgroundWeight'>,
): Promise<number> {
  const own = shrinkFaces(faces, model.side);
  const { side, masks, count } = own;
  const scores = tf.tidy(() => {
    const inputs = facesToTensor(own); // [count, side, side, 3]
    const mask = tf.div(tf.tensor4d(masks, [count, side, side, 1], 'float32'), 255);
    const seen = tf.add<tf.Tensor4D>(tf.mul(mask, 1 - backgroundWeight), backgroundWeight);
    const painted = model.paint(model.encode(inputs, person), person);
    return adversary.scores(painted, { person, inputs, targets: inputs, seen }); // [2, count]
  });
  const values = await scores.data<'float32'>();
  scores.dispose();
  const threshold =
    adversary.kind === 'mixup' ? 0.5 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const right = values.filter((value, i) => value > threshold === i < count); // the true ones come first
  return right.length / values.length;
}
