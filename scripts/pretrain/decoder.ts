import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { Random } from '../../src/faces/index.ts';
import { saveModel } from '../../src/files/model-folder.ts';
import { nodeBackends } from '../../src/files/node-backends.ts';
import { pretrainedFolder } from '../../src/files/pretrained.ts';
import { buildDecoder, buildLikeness, CODE_SIZE } from '../../src/train/models/classroom-nets.ts';
import { codeOf, mirrored } from './code.ts';
import { Faces, faceShot, PIXELS, SIDE } from './faces.ts';
import { fit } from './fit.ts';
import { mirror } from './jitter.ts';

const STEPS = 7000;
const BATCH = 16;
/** What a pixel outside the inner face counts, next to one inside. */
const OUTSIDE = 0.2;

/** Trains a decoder that paints anyone, and what says who, and writes both. */
export async function pretrainDecoder(): Promise<void> {
  const faces = await Faces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  const decoder = buildDecoder(1, true);
  const likeness = buildLikeness(2);
  const random = new Random(1, 0x9300);
  const paint = ({ codes, averages }: Batch) =>
    decoder.apply([codes, ...(likeness.apply(averages) as tf.Tensor[])]) as tf.Tensor;
  fit({
    name: 'decoder',
    models: [decoder, likeness],
    steps: STEPS,
    rate: 2e-3,
    loss: () => {
      const batch = batchOf(faces, faces.choose(random, BATCH), random);
      return errorOf(paint(batch), batch.crops, tf.add(tf.mul(batch.masks, 1 - OUTSIDE), OUTSIDE));
    },
    judge: () => {
      let sum = 0;
      for (let first = 0; first < faces.heldOut.length; first += BATCH) {
        sum += tf.tidy(() => {
          const batch = batchOf(faces, faces.heldOut.slice(first, first + BATCH));
          return errorOf(paint(batch), batch.crops, batch.masks).dataSync()[0];
        });
      }
      const mean = (255 * sum * BATCH) / faces.heldOut.length;
      return `new people are painted with a mean error of ${mean.toFixed(2)} of 255`;
    },
  });
  await saveModel(pretrainedFolder('decoder'), decoder, true);
  await saveModel(pretrainedFolder('likeness'), likeness, true);
}

/** Mean absolute error, weighted pixel by pixel. */
const errorOf = (painted: tf.Tensor, crops: tf.Tensor, weights: tf.Tensor): tf.Scalar =>
  tf.div(tf.sum(tf.mul(tf.abs(tf.sub(painted, crops)), weights)), tf.mul(tf.sum(weights), 3));

interface Batch {
  /** [batch, 28] */
  readonly codes: tf.Tensor2D;
  /** [batch, 64, 64, 3], values −0.5 to 0.5 */
  readonly averages: tf.Tensor4D;
  /** [batch, 64, 64, 3], values 0 to 1 */
  readonly crops: tf.Tensor4D;
  /** [batch, 64, 64, 1], values 0 to 1 */
  readonly masks: tf.Tensor4D;
}

function batchOf(faces: Faces, indices: readonly number[], random?: Random): Batch {
  const count = indices.length;
  const codes = new Float32Array(count * CODE_SIZE);
  const averages = new Float32Array(count * PIXELS * 3);
  const crops = new Float32Array(count * PIXELS * 3);
  const masks = new Float32Array(count * PIXELS);
  indices.forEach((index, i) => {
    const flip = random?.chance(0.5) ?? false;
    const turned = (picture: Uint8Array | Float32Array, channels: number) =>
      flip ? mirror(picture, SIDE, channels) : picture;
    const code = codeOf(faceShot(index));
    codes.set(flip ? mirrored(code) : code, i * CODE_SIZE);
    averages.set(
      turned(faces.average(index), 3).map((value) => value / 255 - 0.5),
      i * PIXELS * 3,
    );
    crops.set(turned(faces.crop(index), 3), i * PIXELS * 3);
    masks.set(turned(faces.mask(index), 1), i * PIXELS);
  });
  return {
    codes: tf.tensor2d(codes, [count, CODE_SIZE]),
    averages: tf.tensor4d(averages, [count, SIDE, SIDE, 3]),
    crops: tf.div(tf.tensor4d(crops, [count, SIDE, SIDE, 3]), 255),
    masks: tf.div(tf.tensor4d(masks, [count, SIDE, SIDE, 1]), 255),
  };
}
