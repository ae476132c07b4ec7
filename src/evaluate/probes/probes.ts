import * as tf from '@tensorflow/tfjs';
import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import { CROP_SIDE } from '../../extract/crop.ts';
import { LayerBuilder } from '../../nets/layer-builder.ts';
import { runNetwork } from './run-network.ts';

/** Size of an embedding. */
export const EMBEDDING_SIZE = 64;

/** The estimated values, and the units of the network's outputs: each output is about −2 to 2. */
export const POSE_UNITS = { yaw: 20, pitch: 11, mouthOpen: 0.25, blinkLeft: 0.3, blinkRight: 0.3 } as const;
export const poseNames = Object.keys(POSE_UNITS) as (keyof typeof POSE_UNITS)[];
/** A face's pose and expression as a probe estimates them, in the units of a performance. */
export type PoseEstimate = Readonly<Record<keyof typeof POSE_UNITS, number>>;

/**
 * A small convolutional network that estimates pose and expression of the face in a crop.
 * [batch, 64, 64, 3], values −0.5 to 0.5 → [batch, 5], in {@link POSE_UNITS}
 * @param seed 0 or more.
 */
export const buildPoseProbe = (seed: number): tf.LayersModel =>
  build(seed, (nn, x) => nn.dense(nn.leakyRelu(nn.dense(x, 64)), poseNames.length, 'glorotUniform'));

/**
 * A network of the same shape that embeds the identity in a crop: embeddings of one person point the same
 * way, those of others elsewhere.
 * [batch, 64, 64, 3], values −0.5 to 0.5 → [batch, 64], of any length
 * @param seed 0 or more.
 */
export const buildIdentityProbe = (seed: number): tf.LayersModel =>
  build(seed, (nn, x) => nn.dense(x, EMBEDDING_SIZE, 'glorotUniform'));

function build(
  seed: number,
  head: (nn: LayerBuilder, x: tf.SymbolicTensor) => tf.SymbolicTensor,
): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const convolve = (x: tf.SymbolicTensor, filters: number, kernelSize: number, strides: number) =>
    nn.leakyRelu(nn.conv2d(x, filters, kernelSize, strides));
  const crops = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 3] });
  let x = convolve(crops, 16, 5, 2); // [batch, 32, 32, 16]
  x = convolve(convolve(x, 32, 3, 2), 48, 3, 1); // [batch, 16, 16, 48]
  x = convolve(convolve(x, 80, 3, 2), 80, 3, 1); // [batch, 8, 8, 80]
  x = convolve(x, 64, 3, 2); // [batch, 4, 4, 64]
  return tf.model({ inputs: crops, outputs: head(nn, nn.flatten(x)) });
}

/** Vectors normalised to length 1: [batch, size] → the same shape. */
export const toUnitLength = (vectors: tf.Tensor2D): tf.Tensor2D =>
  tf.tidy(() => tf.div(vectors, tf.sqrt(tf.sum(tf.square(vectors), 1, true))));

/**
 * Two networks that score swaps: one estimates pose and expression, the other embeds the identity. They were
 * trained on rendered people, apart from any autoencoder.
 */
export class Probes {
  readonly #pose: tf.LayersModel;
  readonly #identity: tf.LayersModel;

  /**
   * @param pose see {@link buildPoseProbe}.
   * @param identity see {@link buildIdentityProbe}. {@link dispose} disposes of both.
   */
  constructor(pose: tf.LayersModel, identity: tf.LayersModel) {
    this.#pose = pose;
    this.#identity = identity;
  }

  /**
   * Estimates pose and expression of each face.
   * @param crops [count, 64, 64, 3]
   * @throws InputError if they are not proven; RangeError if they are of another size.
   */
  async predictPose(crops: ProvenPixels): Promise<PoseEstimate[]> {
    const outputs = await runNetwork([crops], (pictures) => this.#pose.predict(pictures) as tf.Tensor2D);
    return outputs.map(
      (values) =>
        Object.fromEntries(poseNames.map((name, k) => [name, values[k] * POSE_UNITS[name]])) as PoseEstimate,
    );
  }

  /**
   * Embeds the identity of each face: a direction, [64] values of length 1, to compare by `cosineSimilarity`.
   * @param crops [count, 64, 64, 3]
   * @throws InputError if they are not proven; RangeError if they are of another size.
   */
  embed(crops: ProvenPixels): Promise<Float32Array[]> {
    return runNetwork([crops], (pictures) => toUnitLength(this.#identity.predict(pictures) as tf.Tensor2D));
  }

  dispose(): void {
    this.#pose.dispose();
    this.#identity.dispose();
  }
}
