import * as tf from '@tensorflow/tfjs';
import { mirror } from '../../../src/extract/mirror.ts';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import type { Random } from '../../../src/faces/index.ts';
import { saveNetwork } from '../../../src/node/disk/network-folder.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { loadPretrained } from '../../../src/pipeline/networks/pretrained.ts';
import { assetPath, nodeHost } from '../../../src/node/host.ts';
import { LayerBuilder } from '../../../src/nets/layer-builder.ts';
import { CLASSROOM_ADAPTER, CLASSROOM_DECODER } from '../../../src/train/models/classroom-nets.ts';
import {
  buildDecoder,
  buildIdentityAdapter,
  widthsOf,
} from '../../../src/train/models/conditional-decoder.ts';
import { FACTOR_CODE_SIZE } from '../../../src/train/models/factor-code.ts';
import { codeOf, mirrorCode } from './factor-code.ts';
import { PIXELS, SIDE } from '../face-bytes.ts';
import { Faces, faceShot } from '../faces.ts';
import { fit, type Fit } from '../fit.ts';
import { IdentityEncoder, mirrorIdentity } from './identity-encoder.ts';

const BATCH = 16;
/** Loss weight of a pixel outside the inner face; one inside has 1. */
const OUTSIDE = 0.1;

/**
 * Trains the conditional decoder, which decodes any person, and writes it. It is conditioned on the numbers
 * of the identity that the renderer draws from: a mean face leaves some of the identity open, and the decoder
 * would learn to blur that.
 */
export async function pretrainDecoder(): Promise<void> {
  const { faces, identityEncoder } = await begin();
  const decoder = buildDecoder(1, CLASSROOM_DECODER, { conditional: true });
  const conditioner = buildConditioner(3, identityEncoder.size);
  await fit({
    name: 'decoder',
    models: [decoder, conditioner],
    steps: 26_000,
    stream: 0x9300,
    ...fitOptions(faces, identityEncoder, decoder, ({ people }) => conditioner.apply(people) as tf.Tensor[]),
    save: () => saveNetwork(assetPath('pretrained/decoder'), decoder, true),
  });
}

/** Trains the identity adapter, which conditions the trained decoder on a mean face, and writes it. */
export async function pretrainIdentityAdapter(): Promise<void> {
  const { faces, identityEncoder } = await begin();
  const decoder = await loadPretrained(nodeHost(), 'decoder');
  const adapter = buildIdentityAdapter(2, CLASSROOM_ADAPTER, CLASSROOM_DECODER);
  await fit({
    name: 'identity-adapter',
    models: [adapter],
    steps: 8000,
    stream: 0x9600,
    ...fitOptions(
      faces,
      identityEncoder,
      decoder,
      ({ meanFaces }) => adapter.apply(meanFaces) as tf.Tensor[],
    ),
    save: () => saveNetwork(assetPath('pretrained/identity-adapter'), adapter, true),
  });
}

async function begin(): Promise<{ faces: Faces; identityEncoder: IdentityEncoder }> {
  const faces = await Faces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  return { faces, identityEncoder: new IdentityEncoder() };
}

/**
 * The options of a training that reconstructs faces from their true codes.
 * @param biasesOf the biases that condition the decoder on the people of a batch.
 */
function fitOptions(
  faces: Faces,
  identityEncoder: IdentityEncoder,
  decoder: tf.LayersModel,
  biasesOf: (batch: Batch) => tf.Tensor[],
): Pick<Fit, 'rate' | 'loss' | 'evaluate'> {
  const predict = (batch: Batch) => decoder.apply([batch.codes, ...biasesOf(batch)]) as tf.Tensor;
  return {
    rate: 2e-3,
    loss: (random) => {
      const batch = batchOf(faces, identityEncoder, faces.choose(random, BATCH), random);
      return errorOf(predict(batch), batch.crops, tf.add(tf.mul(batch.masks, 1 - OUTSIDE), OUTSIDE));
    },
    evaluate: () => {
      let sum = 0;
      for (let first = 0; first < faces.validation.length; first += BATCH) {
        sum += tf.tidy(() => {
          const batch = batchOf(faces, identityEncoder, faces.validation.slice(first, first + BATCH));
          return errorOf(predict(batch), batch.crops, batch.masks).dataSync()[0];
        });
      }
      const mean = (255 * sum * BATCH) / faces.validation.length;
      return `mean error on new people ${mean.toFixed(2)} of 255`;
    },
  };
}

/**
 * An identity as numbers → biases to add to the decoder's layers: tensors [batch, width], one for each of
 * their widths.
 */
function buildConditioner(seed: number, numbers: number): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const people = tf.input({ shape: [numbers] });
  let x = people;
  for (const units of [192, 192]) x = nn.leakyRelu(nn.dense(x, units)); // [batch, 192]
  return tf.model({
    inputs: people,
    outputs: widthsOf(CLASSROOM_DECODER).map((width) => nn.dense(x, width, 'glorotUniform')),
  });
}

/** Mean absolute error, weighted pixel by pixel. */
const errorOf = (predicted: tf.Tensor, crops: tf.Tensor, weights: tf.Tensor): tf.Scalar =>
  tf.div(tf.sum(tf.mul(tf.abs(tf.sub(predicted, crops)), weights)), tf.mul(tf.sum(weights), 3));

interface Batch {
  /** [batch, 28] */
  readonly codes: tf.Tensor2D;
  /** [batch, size of the identity encoder] */
  readonly people: tf.Tensor2D;
  /** [batch, 64, 64, 3], values −0.5 to 0.5 */
  readonly meanFaces: tf.Tensor4D;
  /** [batch, 64, 64, 3], values 0 to 1 */
  readonly crops: tf.Tensor4D;
  /** [batch, 64, 64, 1], values 0 to 1 */
  readonly masks: tf.Tensor4D;
}

function batchOf(
  faces: Faces,
  identityEncoder: IdentityEncoder,
  indices: readonly number[],
  random?: Random,
): Batch {
  const count = indices.length;
  const meanFaces = new Float32Array(count * PIXELS * 3);
  const crops = new Float32Array(count * PIXELS * 3);
  const masks = new Float32Array(count * PIXELS);
  const codes: number[][] = [];
  const people: number[][] = [];
  indices.forEach((index, i) => {
    const flip = random?.chance(0.5) ?? false;
    const flipped = (picture: Uint8Array | Float32Array, channels: number) =>
      flip ? mirror(picture, SIDE, channels) : picture;
    const shot = faceShot(index);
    const code = codeOf(shot);
    codes.push(flip ? mirrorCode(code) : code);
    people.push(identityEncoder.of(flip ? mirrorIdentity(shot.identity) : shot.identity));
    meanFaces.set(
      flipped(faces.meanFace(index), 3).map((value) => value / 255 - 0.5),
      i * PIXELS * 3,
    );
    crops.set(flipped(faces.crop(index), 3), i * PIXELS * 3);
    masks.set(flipped(faces.mask(index), 1), i * PIXELS);
  });
  return {
    codes: tf.tensor2d(codes, [count, FACTOR_CODE_SIZE]),
    people: tf.tensor2d(people, [count, identityEncoder.size]),
    meanFaces: tf.tensor4d(meanFaces, [count, SIDE, SIDE, 3]),
    crops: tf.div(tf.tensor4d(crops, [count, SIDE, SIDE, 3]), 255),
    masks: tf.div(tf.tensor4d(masks, [count, SIDE, SIDE, 1]), 255),
  };
}
