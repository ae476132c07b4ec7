import * as tf from '@tensorflow/tfjs';
import { mirror } from '../../src/extract/mirror.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { warpAffine } from '../../src/extract/crop.ts';
import type { Random } from '../../src/faces/index.ts';
import { saveNetwork } from '../../src/node/disk/network-folder.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { loadPretrained } from '../../src/pipeline/networks/pretrained.ts';
import { assetPath, nodeHost } from '../../src/node/host.ts';
import { buildEncoder } from '../../src/train/models/classroom-nets.ts';
import { FACTOR_CODE_SIZE } from '../../src/train/models/factor-code.ts';
import { CODE_WEIGHTS, codeOf, mirrorCode } from './factor-code.ts';
import { Faces, faceShot, PIXELS, SIDE } from './faces.ts';
import { fit } from './fit.ts';
import { jittered } from './jitter.ts';

const BATCH = 16;
/** What an error of a picture counts next to one of a code. */
const PICTURE = 20;
/** Landmarks that were found are a little off: so are the crops. */
const JITTER = { turn: 0.05, zoom: 0.05, shift: 0.03 };

/** Trains the encoder of `classroom` to read codes, and writes it. */
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
    loss: (random) => predictCodes(encoder, faces, faces.choose(random, BATCH), random).misread,
    evaluate: () => evaluateEncoder(encoder, faces),
  });
  await saveNetwork(assetPath('pretrained/encoder'), encoder, true);
}

/**
 * Trains an encoder that reads codes to read them by what they do to a picture, and writes it: the decoder of
 * anyone, which must have been trained and know likenesses, paints others by what was read, beside what it
 * paints by the true code. What shows in a picture comes to count more than what does not.
 */
export async function pretrainEncoderByEye(): Promise<void> {
  const faces = await Faces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  const encoder = await loadPretrained(nodeHost(), 'encoder');
  const decoder = await loadPretrained(nodeHost(), 'decoder');
  const adapter = await loadPretrained(nodeHost(), 'identity-adapter');
  /** How far what is painted of others by codes that were read is from what is painted by the true ones. */
  const renderError = ({ found, codes }: CodePrediction, others: readonly number[]): tf.Scalar => {
    const identityBiases = adapter.apply(averagesOf(faces, others)) as tf.Tensor[];
    const [painted, wanted] = [found, codes].map(
      (code) => decoder.apply([code, ...identityBiases]) as tf.Tensor4D,
    );
    return tf.mean(tf.abs(tf.sub(painted, wanted)));
  };
  await fit({
    name: 'encoder-by-eye',
    models: [encoder],
    steps: 4000,
    rate: 4e-4,
    stream: 0x9800,
    loss: (random) => {
      const prediction = predictCodes(encoder, faces, faces.choose(random, BATCH), random);
      const picture = renderError(prediction, faces.choose(random, BATCH));
      return tf.add<tf.Scalar>(prediction.misread, tf.mul(picture, PICTURE));
    },
    evaluate: () => evaluateEncoder(encoder, faces, renderError),
  });
  await saveNetwork(assetPath('pretrained/encoder'), encoder, true);
}

/** What an encoder read, [batch, 28], what it should have read, and how far off that is. */
interface CodePrediction {
  readonly found: tf.Tensor2D;
  readonly codes: tf.Tensor2D;
  readonly misread: tf.Scalar;
}

/** Without a source of randomness, the crops are as they were cut. */
function predictCodes(
  encoder: tf.LayersModel,
  faces: Faces,
  indices: readonly number[],
  random?: Random,
): CodePrediction {
  const { seen, codes } = batchOf(faces, indices, random);
  const found = encoder.apply(seen, { training: random !== undefined }) as tf.Tensor2D; // [batch, 28]
  return { found, codes, misread: tf.mean(tf.mul(tf.abs(tf.sub(found, codes)), tf.tensor1d(CODE_WEIGHTS))) };
}

/** Mean faces: [batch, 64, 64, 3], values −0.5 to 0.5. */
const averagesOf = (faces: Faces, indices: readonly number[]): tf.Tensor4D =>
  tf.sub(
    tf.div(tf.stack(indices.map((index) => tf.tensor3d(faces.average(index), [SIDE, SIDE, 3]))), 255),
    0.5,
  );

/** What the encoder sees, [batch, 64, 64, 6], and what it should say, [batch, 28]. */
function batchOf(faces: Faces, indices: readonly number[], random?: Random) {
  const seen = new Float32Array(indices.length * PIXELS * 6);
  const codes = new Float32Array(indices.length * FACTOR_CODE_SIZE);
  indices.forEach((index, i) => {
    const flip = random?.chance(0.5) ?? false;
    const crop = flip ? mirror(faces.crop(index), SIDE, 3) : faces.crop(index);
    const moved = random ? warpAffine(crop, SIDE, 3, jittered(random, JITTER, SIDE), SIDE) : crop;
    const average = faces.average(index);
    const inMirror = mirror(average, SIDE, 3);
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      for (let c = 0; c < 3; c++) {
        const at = 6 * (i * PIXELS + pixel) + c;
        const from = 3 * pixel + c;
        seen[at] = moved[from] / 255 - 0.5;
        seen[at + 3] = (average[from] + inMirror[from]) / 510 - 0.5; // as ConcatMeanFace lays it
      }
    }
    const code = codeOf(faceShot(index));
    codes.set(flip ? mirrorCode(code) : code, i * FACTOR_CODE_SIZE);
  });
  return {
    seen: tf.tensor4d(seen, [indices.length, SIDE, SIDE, 6]),
    codes: tf.tensor2d(codes, [indices.length, FACTOR_CODE_SIZE]),
  };
}

/** Mean errors on people never trained on. */
function evaluateEncoder(
  encoder: tf.LayersModel,
  faces: Faces,
  renderError?: (prediction: CodePrediction, others: readonly number[]) => tf.Scalar,
): string {
  const sums = new Float64Array(FACTOR_CODE_SIZE);
  let off = 0;
  const { heldOut } = faces;
  for (let first = 0; first < heldOut.length; first += BATCH) {
    const errors = tf.tidy(() => {
      const indices = heldOut.slice(first, first + BATCH);
      const prediction = predictCodes(encoder, faces, indices);
      const others = indices.map((_, i) => heldOut[(first + i + heldOut.length / 2) % heldOut.length]);
      off += (renderError?.(prediction, others).dataSync()[0] ?? 0) * indices.length;
      return tf.sum(tf.abs(tf.sub(prediction.found, prediction.codes)), 0).dataSync();
    });
    for (let i = 0; i < FACTOR_CODE_SIZE; i++) sums[i] += errors[i];
  }
  const mean = (i: number, unit: number) => ((unit * sums[i]) / heldOut.length).toFixed(3);
  const weighted = CODE_WEIGHTS.reduce((sum, weight, i) => sum + weight * sums[i], 0);
  return (
    `loss on new people ${(weighted / heldOut.length / FACTOR_CODE_SIZE).toFixed(4)}; errors: ` +
    `yaw ${mean(0, 20)}°, pitch ${mean(1, 11)}°, mouth ${mean(3, 0.25)}, lids ${mean(6, 0.3)}, gaze ${mean(8, 0.4)}, ` +
    `light ${mean(13, 1)} ${mean(14, 1)} ${mean(15, 1)}` +
    (renderError ? `; others are painted ${((255 * off) / heldOut.length).toFixed(2)} of 255 off` : '')
  );
}
