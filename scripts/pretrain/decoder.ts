import * as tf from '@tensorflow/tfjs';
import { mirror } from '../../src/extract/mirror.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import type { Random } from '../../src/faces/index.ts';
import { saveNetwork } from '../../src/node/disk/network-folder.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { loadPretrained } from '../../src/pipeline/networks/pretrained.ts';
import { assetPath, nodeHost } from '../../src/node/host.ts';
import { LayerBuilder } from '../../src/nets/layer-builder.ts';
import { buildDecoder, buildIdentityAdapter, DECODER_WIDTHS } from '../../src/train/models/classroom-nets.ts';
import { FACTOR_CODE_SIZE } from '../../src/train/models/factor-code.ts';
import { codeOf, mirrorCode } from './factor-code.ts';
import { Faces, faceShot, PIXELS, SIDE } from './faces.ts';
import { fit, type Fit } from './fit.ts';
import { mirrorIdentity as mirroredPerson, IdentityEncoder } from './identity-encoder.ts';

const BATCH = 16;
/** What a pixel outside the inner face counts, next to one inside. */
const OUTSIDE = 0.1;

/**
 * Trains the conditional decoder, which decodes any person, and writes it. It is given the identity as the
 * renderer is, in numbers: a mean face leaves some of it open, and the decoder would learn to blur that.
 */
export async function pretrainDecoder(): Promise<void> {
  const { faces, who } = await begin();
  const decoder = buildDecoder(1, true);
  const portrayal = buildPortrayal(3, who.size);
  await fit({
    name: 'decoder',
    models: [decoder, portrayal],
    steps: 26_000,
    stream: 0x9300,
    ...painting(faces, who, decoder, ({ people }) => portrayal.apply(people) as tf.Tensor[]),
  });
  await saveNetwork(assetPath('pretrained/decoder'), decoder, true);
}

/** Trains the identity adapter, which conditions the trained decoder on a mean face, and writes it. */
export async function pretrainIdentityAdapter(): Promise<void> {
  const { faces, who } = await begin();
  const decoder = await loadPretrained(nodeHost(), 'decoder');
  const adapter = buildIdentityAdapter(2);
  await fit({
    name: 'identity-adapter',
    models: [adapter],
    steps: 8000,
    stream: 0x9600,
    ...painting(faces, who, decoder, ({ meanFaces }) => adapter.apply(meanFaces) as tf.Tensor[]),
  });
  await saveNetwork(assetPath('pretrained/identity-adapter'), adapter, true);
}

async function begin(): Promise<{ faces: Faces; who: IdentityEncoder }> {
  const faces = await Faces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  return { faces, who: new IdentityEncoder() };
}

/**
 * To paint faces by their true codes.
 * @param additionsOf says what makes the decoder of anyone one of those people.
 */
function painting(
  faces: Faces,
  who: IdentityEncoder,
  decoder: tf.LayersModel,
  additionsOf: (batch: Batch) => tf.Tensor[],
): Pick<Fit, 'rate' | 'loss' | 'evaluate'> {
  const paint = (batch: Batch) => decoder.apply([batch.codes, ...additionsOf(batch)]) as tf.Tensor;
  return {
    rate: 2e-3,
    loss: (random) => {
      const batch = batchOf(faces, who, faces.choose(random, BATCH), random);
      return errorOf(paint(batch), batch.crops, tf.add(tf.mul(batch.masks, 1 - OUTSIDE), OUTSIDE));
    },
    evaluate: () => {
      let sum = 0;
      for (let first = 0; first < faces.heldOut.length; first += BATCH) {
        sum += tf.tidy(() => {
          const batch = batchOf(faces, who, faces.heldOut.slice(first, first + BATCH));
          return errorOf(paint(batch), batch.crops, batch.masks).dataSync()[0];
        });
      }
      const mean = (255 * sum * BATCH) / faces.heldOut.length;
      return `new people are painted with a mean error of ${mean.toFixed(2)} of 255`;
    },
  };
}

/**
 * Who someone is, in numbers → what to add to a decoder's layers: tensors [batch, width], one for each of
 * their widths.
 */
function buildPortrayal(seed: number, numbers: number): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const people = tf.input({ shape: [numbers] });
  let x = people;
  for (const units of [192, 192]) x = nn.leakyRelu(nn.dense(x, units)); // [batch, 192]
  return tf.model({
    inputs: people,
    outputs: DECODER_WIDTHS.map((width) => nn.dense(x, width, 'glorotUniform')),
  });
}

/** Mean absolute error, weighted pixel by pixel. */
const errorOf = (painted: tf.Tensor, crops: tf.Tensor, weights: tf.Tensor): tf.Scalar =>
  tf.div(tf.sum(tf.mul(tf.abs(tf.sub(painted, crops)), weights)), tf.mul(tf.sum(weights), 3));

interface Batch {
  /** [batch, 28] */
  readonly codes: tf.Tensor2D;
  /** [batch, numbers that say who someone is] */
  readonly people: tf.Tensor2D;
  /** [batch, 64, 64, 3], values −0.5 to 0.5 */
  readonly meanFaces: tf.Tensor4D;
  /** [batch, 64, 64, 3], values 0 to 1 */
  readonly crops: tf.Tensor4D;
  /** [batch, 64, 64, 1], values 0 to 1 */
  readonly masks: tf.Tensor4D;
}

function batchOf(faces: Faces, who: IdentityEncoder, indices: readonly number[], random?: Random): Batch {
  const count = indices.length;
  const meanFaces = new Float32Array(count * PIXELS * 3);
  const crops = new Float32Array(count * PIXELS * 3);
  const masks = new Float32Array(count * PIXELS);
  const codes: number[][] = [];
  const people: number[][] = [];
  indices.forEach((index, i) => {
    const flip = random?.chance(0.5) ?? false;
    const turned = (picture: Uint8Array | Float32Array, channels: number) =>
      flip ? mirror(picture, SIDE, channels) : picture;
    const shot = faceShot(index);
    const code = codeOf(shot);
    codes.push(flip ? mirrorCode(code) : code);
    people.push(who.of(flip ? mirroredPerson(shot.identity) : shot.identity));
    meanFaces.set(
      turned(faces.average(index), 3).map((value) => value / 255 - 0.5),
      i * PIXELS * 3,
    );
    crops.set(turned(faces.crop(index), 3), i * PIXELS * 3);
    masks.set(turned(faces.mask(index), 1), i * PIXELS);
  });
  return {
    codes: tf.tensor2d(codes, [count, FACTOR_CODE_SIZE]),
    people: tf.tensor2d(people, [count, who.size]),
    meanFaces: tf.tensor4d(meanFaces, [count, SIDE, SIDE, 3]),
    crops: tf.div(tf.tensor4d(crops, [count, SIDE, SIDE, 3]), 255),
    masks: tf.div(tf.tensor4d(masks, [count, SIDE, SIDE, 1]), 255),
  };
}
