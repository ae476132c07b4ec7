import * as tf from '@tensorflow/tfjs';
import { mirror } from '../../../src/extract/mirror.ts';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { warpAffine } from '../../../src/extract/crop.ts';
import type { Random } from '../../../src/faces/index.ts';
import { saveNetwork } from '../../../src/node/disk/network-folder.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { loadPretrained } from '../../../src/pipeline/networks/pretrained.ts';
import { assetPath, nodeHost } from '../../../src/node/host.ts';
import { buildEncoder } from '../../../src/train/models/classroom-nets.ts';
import { FACTOR_CODE_SIZE } from '../../../src/train/models/factor-code.ts';
import { CODE_WEIGHTS, codeOf, mirrorCode } from './factor-code.ts';
import { PIXELS, SIDE } from '../face-bytes.ts';
import { Faces, faceShot } from '../faces.ts';
import { fit } from '../fit.ts';
import { jittered } from '../jitter.ts';

const BATCH = 16;
/** Weight of the error of a picture in the loss; the error of a code has 1. */
const PICTURE_WEIGHT = 20;
/** Found landmarks are a little off, and so are the crops. */
const JITTER = { turn: 0.05, zoom: 0.05, shift: 0.03 };

/** Trains the encoder of `classroom` to predict factor codes, and writes it. */
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
    loss: (random) => predictCodes(encoder, faces, faces.choose(random, BATCH), random).codeLoss,
    evaluate: () => evaluateEncoder(encoder, faces),
    save: () => saveNetwork(assetPath('pretrained/encoder'), encoder, true),
  });
}

/**
 * Fine-tunes the encoder with a reconstruction loss beside that of its codes, and writes it. The conditional decoder and the
 * identity adapter must have been trained: they decode other people from the predicted codes, and from the
 * true ones, and the loss has the difference. So errors that show in a picture come to count more than those
 * that do not.
 */
export async function finetuneEncoder(): Promise<void> {
  const faces = await Faces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  const encoder = await loadPretrained(nodeHost(), 'encoder');
  const decoder = await loadPretrained(nodeHost(), 'decoder');
  const adapter = await loadPretrained(nodeHost(), 'identity-adapter');
  /** The difference between other people decoded from predicted codes and from the true ones. */
  const renderError = ({ predicted, codes }: CodePrediction, others: readonly number[]): tf.Scalar => {
    const identityBiases = adapter.apply(meanFacesOf(faces, others)) as tf.Tensor[];
    const [decoded, expected] = [predicted, codes].map(
      (code) => decoder.apply([code, ...identityBiases]) as tf.Tensor4D,
    );
    return tf.mean(tf.abs(tf.sub(decoded, expected)));
  };
  await fit({
    name: 'encoder-finetune',
    models: [encoder],
    steps: 4000,
    rate: 4e-4,
    stream: 0x9800,
    loss: (random) => {
      const prediction = predictCodes(encoder, faces, faces.choose(random, BATCH), random);
      const picture = renderError(prediction, faces.choose(random, BATCH));
      return tf.add<tf.Scalar>(prediction.codeLoss, tf.mul(picture, PICTURE_WEIGHT));
    },
    evaluate: () => evaluateEncoder(encoder, faces, renderError),
    save: () => saveNetwork(assetPath('pretrained/encoder'), encoder, true),
  });
}

/** The codes that an encoder predicted, [batch, 28], the true ones, and the loss. */
interface CodePrediction {
  readonly predicted: tf.Tensor2D;
  readonly codes: tf.Tensor2D;
  readonly codeLoss: tf.Scalar;
}

/** @param random jitters and flips the crops; without it, they are as they were cut. */
function predictCodes(
  encoder: tf.LayersModel,
  faces: Faces,
  indices: readonly number[],
  random?: Random,
): CodePrediction {
  const { inputs, codes } = batchOf(faces, indices, random);
  const predicted = encoder.apply(inputs, { training: random !== undefined }) as tf.Tensor2D; // [batch, 28]
  return {
    predicted,
    codes,
    codeLoss: tf.mean(tf.mul(tf.abs(tf.sub(predicted, codes)), tf.tensor1d(CODE_WEIGHTS))),
  };
}

/** Mean faces: [batch, 64, 64, 3], values −0.5 to 0.5. */
const meanFacesOf = (faces: Faces, indices: readonly number[]): tf.Tensor4D =>
  tf.sub(
    tf.div(tf.stack(indices.map((index) => tf.tensor3d(faces.meanFace(index), [SIDE, SIDE, 3]))), 255),
    0.5,
  );

/** The encoder's inputs, [batch, 64, 64, 6], and the true codes, [batch, 28]. */
function batchOf(faces: Faces, indices: readonly number[], random?: Random) {
  const inputs = new Float32Array(indices.length * PIXELS * 6);
  const codes = new Float32Array(indices.length * FACTOR_CODE_SIZE);
  indices.forEach((index, i) => {
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
        inputs[at + 3] = (mean[from] + inMirror[from]) / 510 - 0.5; // as ConcatMeanFace does
      }
    }
    const code = codeOf(faceShot(index));
    codes.set(flip ? mirrorCode(code) : code, i * FACTOR_CODE_SIZE);
  });
  return {
    inputs: tf.tensor4d(inputs, [indices.length, SIDE, SIDE, 6]),
    codes: tf.tensor2d(codes, [indices.length, FACTOR_CODE_SIZE]),
  };
}

/** Mean errors on the validation people. */
function evaluateEncoder(
  encoder: tf.LayersModel,
  faces: Faces,
  renderError?: (prediction: CodePrediction, others: readonly number[]) => tf.Scalar,
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
