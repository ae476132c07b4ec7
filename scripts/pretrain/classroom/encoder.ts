import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { mirror } from '../../../src/extract/mirror.ts';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { warpAffine } from '../../../src/extract/crop.ts';
import type { Random } from '../../../src/faces/index.ts';
import { loadNetwork, saveNetwork } from '../../../src/node/disk/network-folder.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { InputError } from '../../../src/errors.ts';
import { buildEncoder } from '../../../src/train/models/classroom-nets.ts';
import { FACTOR_CODE_SIZE } from '../../../src/train/models/factor-code.ts';
import { CODE_WEIGHTS, codeOf, mirrorCode } from './factor-code.ts';
import { PIXELS, SIDE } from '../face-bytes.ts';
import { Faces } from '../faces.ts';
import { fit } from '../fit.ts';
import { jittered } from '../jitter.ts';

const BATCH = 16;
/** Found landmarks are a little off, and so are the crops. */
const JITTER = { turn: 0.05, zoom: 0.05, shift: 0.03 };

/** Where the encoder is kept until it is fine-tuned. */
const BEFORE = '.cache/pretrain/encoder-of-codes';

/** Trains the encoder of `classroom` to predict factor codes. It is not yet written where users have it from. */
export async function pretrainEncoder(): Promise<void> {
  const faces = await Faces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  const encoder = buildEncoder(1);
  await fit({
    name: 'encoder',
    models: [encoder],
    steps: 26_000,
    rate: 1.2e-3,
    stream: 0x9200,
    loss: (random) => predictCodes(encoder, faces, faces.choose(random, BATCH), () => random).codeLoss,
    evaluate: () => evaluateEncoder(encoder, faces),
    save: () => saveNetwork(BEFORE, encoder),
  });
}

/** The encoder that {@link pretrainEncoder} trained. */
export async function loadEncoderOfCodes(): Promise<tf.LayersModel> {
  if (!existsSync(BEFORE)) {
    throw new InputError('There is no encoder to fine-tune.', 'Train it: npm run pretrain -- encoder.');
  }
  return loadNetwork(BEFORE);
}

/** Faces to train on. */
export type CodedFaces = Pick<Faces, 'crop' | 'meanFace' | 'shot' | 'validation'>;

/** The mean error of a picture that others are decoded to from predicted codes, for the true ones. */
export type RenderError = (prediction: CodePrediction, others: readonly number[]) => tf.Scalar;

/** The codes that an encoder predicted, [batch, 28], the true ones, and the loss. */
export interface CodePrediction {
  readonly predicted: tf.Tensor2D;
  readonly codes: tf.Tensor2D;
  readonly codeLoss: tf.Scalar;
}

/** @param randomOf of each crop jitters and flips it; without it, they are as they were cut. */
export function predictCodes(
  encoder: tf.LayersModel,
  faces: CodedFaces,
  indices: readonly number[],
  randomOf?: (i: number) => Random,
): CodePrediction {
  const { inputs, codes } = batchOf(faces, indices, randomOf);
  const predicted = encoder.apply(inputs, { training: randomOf !== undefined }) as tf.Tensor2D; // [batch, 28]
  return {
    predicted,
    codes,
    codeLoss: tf.mean(tf.mul(tf.abs(tf.sub(predicted, codes)), tf.tensor1d(CODE_WEIGHTS))),
  };
}

/** Mean faces: [batch, 64, 64, 3], values −0.5 to 0.5. */
export const meanFacesOf = (faces: CodedFaces, indices: readonly number[]): tf.Tensor4D =>
  tf.sub(
    tf.div(tf.stack(indices.map((index) => tf.tensor3d(faces.meanFace(index), [SIDE, SIDE, 3]))), 255),
    0.5,
  );

/** The encoder's inputs, [batch, 64, 64, 6], and the true codes, [batch, 28]. */
function batchOf(faces: CodedFaces, indices: readonly number[], randomOf?: (i: number) => Random) {
  const inputs = new Float32Array(indices.length * PIXELS * 6);
  const codes = new Float32Array(indices.length * FACTOR_CODE_SIZE);
  indices.forEach((index, i) => {
    const random = randomOf?.(i);
    const flip = random?.chance(0.5) ?? false;
    const crop = flip ? mirror(faces.crop(index), SIDE, 3) : faces.crop(index);
    const moved = random ? warpAffine(crop, SIDE, 3, jittered(random, JITTER, SIDE), SIDE) : crop;
    const mean = faces.meanFace(index);
    const inMirror = mirror(mean, SIDE, 3);
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      for (let c = 0; c < 3; c++) {
        const at = 6 * (i * PIXELS + pixel) + c;
        const from = 3 * pixel + c;
        inputs[at] = moved[from] / 255 - 0.5;
        inputs[at + 3] = (mean[from] + inMirror[from]) / 510 - 0.5; // as meanFaceNetworks makes it with flips
      }
    }
    const code = codeOf(faces.shot(index));
    codes.set(flip ? mirrorCode(code) : code, i * FACTOR_CODE_SIZE);
  });
  return {
    inputs: tf.tensor4d(inputs, [indices.length, SIDE, SIDE, 6]),
    codes: tf.tensor2d(codes, [indices.length, FACTOR_CODE_SIZE]),
  };
}

/** Mean errors on the validation people. */
export function evaluateEncoder(
  encoder: tf.LayersModel,
  faces: CodedFaces,
  renderError?: RenderError,
): string {
  const sums = new Float64Array(FACTOR_CODE_SIZE);
  let renderErrors = 0;
  const { validation } = faces;
  for (let first = 0; first < validation.length; first += BATCH) {
    const errors = tf.tidy(() => {
      const indices = validation.slice(first, first + BATCH);
      const prediction = predictCodes(encoder, faces, indices);
      const others = indices.map(
        (_, i) => validation[(first + i + validation.length / 2) % validation.length],
      );
      renderErrors += (renderError?.(prediction, others).dataSync()[0] ?? 0) * indices.length;
      return tf.sum(tf.abs(tf.sub(prediction.predicted, prediction.codes)), 0).dataSync();
    });
    for (let i = 0; i < FACTOR_CODE_SIZE; i++) sums[i] += errors[i];
  }
  const mean = (i: number, unit: number) => ((unit * sums[i]) / validation.length).toFixed(3);
  const weighted = CODE_WEIGHTS.reduce((sum, weight, i) => sum + weight * sums[i], 0);
  return (
    `loss on new people ${(weighted / validation.length / FACTOR_CODE_SIZE).toFixed(4)}; errors: ` +
    `yaw ${mean(0, 20)}°, pitch ${mean(1, 11)}°, mouth ${mean(3, 0.25)}, lids ${mean(6, 0.3)}, gaze ${mean(8, 0.4)}, ` +
    `light ${mean(13, 1)} ${mean(14, 1)} ${mean(15, 1)}` +
    (renderError ? `; render error ${((255 * renderErrors) / validation.length).toFixed(2)} of 255` : '')
  );
}
