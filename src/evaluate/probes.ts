import * as tf from '@tensorflow/tfjs';
import { yieldToEventLoop } from '../engine/yield-to-event-loop.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { expectLength } from '../convert/expect-length.ts';
import { LayerBuilder } from '../nets/layer-builder.ts';

/** Numbers of an embedding. */
export const EMBEDDING_SIZE = 64;
/** Numbers of a crop. */
const CROP = CROP_SIDE * CROP_SIDE * 3;
/** A crop's values, 0 to 255. */
type Crop = Uint8Array | Float32Array;
/** Crops that a network looks at together. */
const BATCH = 32;

/** What is read of a performance, and the units that the network speaks in: each number about −2 to 2. */
export const POSE_UNITS = { yaw: 20, pitch: 11, mouthOpen: 0.25, blinkLeft: 0.3, blinkRight: 0.3 } as const;
export const poseNames = Object.keys(POSE_UNITS) as (keyof typeof POSE_UNITS)[];
/** What a probe reads in a face, in the units of a performance. */
export type PoseEstimate = Readonly<Record<keyof typeof POSE_UNITS, number>>;

/**
 * A small convolutional network that reads in a crop what the face does.
 * [batch, 64, 64, 3], values −0.5 to 0.5 → [batch, 5], in {@link POSE_UNITS}
 * @param seed 0 or more.
 */
export const buildPerformanceProbe = (seed: number): tf.LayersModel =>
  build(seed, (nn, x) => nn.dense(nn.leakyRelu(nn.dense(x, 64)), poseNames.length, 'glorotUniform'));

/**
 * A network of the same make that says who a crop shows: crops of one person point the same way, those of others elsewhere.
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

/** Vectors, [batch, size], made of length 1. */
export const toUnitLength = (vectors: tf.Tensor2D): tf.Tensor2D =>
  tf.tidy(() => tf.div(vectors, tf.sqrt(tf.sum(tf.square(vectors), 1, true))));

/** Judges of swaps that are not what is judged: networks of their own, trained on rendered people, that say what a face does and who it is. */
export class Probes {
  readonly #performance: tf.LayersModel;
  readonly #identity: tf.LayersModel;

  /** @param performance see {@link buildPerformanceProbe}. @param identity see {@link buildIdentityProbe}. Both stay the caller's. */
  constructor(performance: tf.LayersModel, identity: tf.LayersModel) {
    this.#performance = performance;
    this.#identity = identity;
  }

  /**
   * What each face does.
   * @param crops each [64, 64, 3], values 0 to 255.
   * @throws RangeError for a crop of another size.
   */
  async predictPose(crops: readonly Crop[]): Promise<PoseEstimate[]> {
    const outputs = await runNetwork(crops, (pictures) => this.#performance.predict(pictures) as tf.Tensor2D);
    return outputs.map(
      (values) =>
        Object.fromEntries(poseNames.map((name, k) => [name, values[k] * POSE_UNITS[name]])) as PoseEstimate,
    );
  }

  /**
   * Who each face is: a direction, [64] numbers of length 1, to compare by `cosineSimilarity`.
   * @param crops each [64, 64, 3], values 0 to 255.
   * @throws RangeError for a crop of another size.
   */
  embed(crops: readonly Crop[]): Promise<Float32Array[]> {
    return runNetwork(crops, (pictures) => toUnitLength(this.#identity.predict(pictures) as tf.Tensor2D));
  }
}

/** Rows of a network's output, one for each crop. */
async function runNetwork(
  crops: readonly Crop[],
  net: (pictures: tf.Tensor4D) => tf.Tensor2D,
): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for (let first = 0; first < crops.length; first += BATCH) {
    const batch = crops.slice(first, first + BATCH);
    const pictures = new Float32Array(batch.length * CROP);
    batch.forEach((crop, i) => {
      expectLength('crop', crop, CROP);
      for (let j = 0; j < CROP; j++) pictures[i * CROP + j] = crop[j] / 255 - 0.5;
    });
    const output = tf.tidy(() => net(tf.tensor4d(pictures, [batch.length, CROP_SIDE, CROP_SIDE, 3])));
    const values = await output.data<'float32'>();
    output.dispose();
    await yieldToEventLoop();
    const size = values.length / batch.length;
    for (let i = 0; i < batch.length; i++) rows.push(values.slice(i * size, (i + 1) * size));
  }
  return rows;
}
